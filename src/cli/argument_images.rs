//! The arguments of `courant images`.

use clap::Args;

use super::argument_build::BuildOptions;

/// `courant images`.
#[derive(Debug, Args)]
pub(crate) struct ImagesCommand {
    #[command(flatten)]
    pub(crate) run: BuildOptions,
    /// Make only this share, such as `3/16`: the third of sixteen; default: all
    ///
    /// Numbers count from 1. With `/16`, the number is that of a variable of the environment: `JOB_COMPLETION_INDEX` (Kubernetes, from
    /// 0), `AWS_BATCH_JOB_ARRAY_INDEX` (from 0), or `SLURM_ARRAY_TASK_ID` (from `SLURM_ARRAY_TASK_MIN`). Without the option, AWS Batch
    /// and Slurm tell the number of shares too.
    #[arg(long, value_name = "N/COUNT")]
    pub(crate) shard: Option<String>,
}
