// Runs the `run:` steps of a workflow or of an action on this machine, as a runner would: with its expressions, conditions,
// environment and the files for variables and paths. A step that uses this repository's action runs that action; steps of other
// actions are left out.
//
// usage: node steps.mjs FILE [--job JOB] [--only NAME]… KEY=VALUE…      such as inputs.site=. github.action_ref=v0.2.0
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const OWN = "courant-news/courant@";
const ACTION = fileURLToPath(new URL("../../action.yml", import.meta.url));

const [file, ...typed] = process.argv.slice(2);
const values = {};
const only = [];
let job;
while (typed.length > 0) {
    const word = typed.shift();
    if (word === "--job") job = typed.shift();
    else if (word === "--only") only.push(typed.shift());
    else set(values, word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
}
const work = mkdtempSync(join(tmpdir(), "steps-"));
const paths = join(work, "path");
writeFileSync(paths, "");
const workflow = parse(readFileSync(file, "utf8"));
if (workflow.runs) ofAction(workflow, values);
else ofSteps(workflow.jobs[job], values);

// Runs an action with the inputs that were given, and the default values of the others.
function ofAction(action, values) {
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, String(input.default ?? "")]);
    ofSteps(action.runs, { ...values, inputs: { ...Object.fromEntries(defaults), ...values.inputs } });
}

function ofSteps({ steps, env: shared }, values) {
    for (const step of steps) {
        const name = step.name ?? step.run ?? step.uses;
        if (step.uses?.startsWith(OWN)) {
            const given = Object.entries(step.with ?? {}).map(([key, value]) => [key, fill(String(value), values)]);
            const github = { ...values.github, action_ref: step.uses.slice(OWN.length) };
            ofAction(parse(readFileSync(ACTION, "utf8")), { ...values, github, inputs: { ...values.inputs, ...Object.fromEntries(given) } });
        }
        if (!step.run || (only.length > 0 && !only.includes(name))) continue;
        if (step.if && !evaluate(String(step.if).replace(/^\$\{\{|\}\}$/g, ""), values)) {
            console.log(`== ${name}: left out`);
            continue;
        }
        console.log(`== ${name}`);
        ofStep(step, name, shared, values);
    }
}

function ofStep(step, name, shared, values) {
    const own = Object.entries({ ...shared, ...step.env }).map(([key, value]) => [key, fill(String(value), values)]);
    const found = readFileSync(paths, "utf8").split("\n").filter(Boolean).reverse();
    const env = {
        ...process.env, RUNNER_TEMP: work, GITHUB_PATH: paths, ...Object.fromEntries(own),
        PATH: [...found, process.env.PATH].join(":"),
    };
    const script = fill(step.run, values);
    const { status } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], { stdio: "inherit", env });
    if (status === 0) return;
    console.log(`== ${name}: exit status ${status}`);
    process.exit(1);
}

function set(values, path, value) {
    const parts = path.split(".");
    const last = parts.pop();
    const below = parts.reduce((below, part) => (below[part] ??= {}), values);
    below[last] = value;
}

function fill(text, values) {
    return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression) => evaluate(expression, values));
}

// An expression of GitHub: names with dots, texts in single quotes, operators as in JavaScript, and two functions.
function evaluate(expression, values) {
    const endsWith = (text, end) => text.endsWith(end);
    const format = (text, ...parts) => text.replace(/\{(\d)\}/g, (_, number) => parts[number]);
    const names = ["inputs", "github", "matrix", "secrets"];
    return Function(...names, "endsWith", "format", `return (${expression})`)(...names.map((name) => values[name] ?? {}), endsWith, format) ?? "";
}
