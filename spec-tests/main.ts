import { type Options, readOptions, USAGE, UsageError } from "./harness/options.ts";
import { listIndex, makePlan } from "./harness/plan.ts";
import { runInProcesses } from "./harness/pool.ts";
import { Report } from "./harness/report.ts";
import { runCase } from "./harness/run-case.ts";
import { type Found, findCases } from "./harness/sources.ts";

/** The parallel runner of the reference vectors: `bun run spec-tests --help`. */

async function main(options: Options): Promise<number> {
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  if (options.list) {
    console.log((await listIndex()).join("\n"));
    return 0;
  }
  const found: Found = { cases: [], stray: [] };
  for (const path of options.vectors) {
    const { cases, stray } = await findCases(path, options.cache, (line) => process.stderr.write(`${line}\n`));
    for (const testCase of cases) found.cases.push(testCase);
    for (const file of stray) found.stray.push(file);
  }
  const plan = await makePlan(found, options);
  const report = new Report(plan.run.length);
  for (const problem of plan.problems) report.problem(problem);
  for (const skipped of plan.skipped) report.skip(skipped);
  if (options.jobs === 0) {
    for (const testCase of plan.run) {
      const start = performance.now();
      report.finished(testCase, await runCase(testCase), performance.now() - start);
    }
  } else {
    await runInProcesses(plan.run, { ...options, done: (...result) => report.finished(...result) });
  }
  report.print();
  if (options.json !== undefined)
    await Bun.write(options.json, `${JSON.stringify(report.toJson({ ...options }), null, 1)}\n`);
  if (report.seen > 0) return report.failed > 0 ? 1 : 0;
  process.stderr.write("no case matches: check --vectors and the filters\n");
  return 1;
}

try {
  process.exitCode = await main(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}\n`);
  process.exitCode = 2;
}
