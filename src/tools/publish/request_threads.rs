//! The threads of the requests to a store.

use tokio::runtime::{Builder, Handle, Runtime};

use crate::base::Error;

/// The threads. Requests that are under way when they are dropped, after an error, are not waited for.
#[derive(Debug)]
pub(in crate::tools) struct RequestThreads(Option<Runtime>);

impl RequestThreads {
    /// Starts them.
    ///
    /// # Errors
    /// The system gives no threads.
    pub(in crate::tools) fn start() -> Result<(Handle, Self), Error> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| Error::io("cannot start threads for the network", &error))?;
        Ok((runtime.handle().clone(), Self(Some(runtime))))
    }
}

impl Drop for RequestThreads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
