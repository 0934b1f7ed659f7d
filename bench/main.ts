import { writeFileSync } from "node:fs";
import { type Result, resultTable } from "./results.ts";
import { benchOptions, makeState, measureOurs } from "./run.ts";

const { forks, sizes, json } = benchOptions(process.argv.slice(2));
const results: Result[] = [];
for (const fork of forks)
  for (const size of sizes) {
    await makeState(fork, size);
    results.push(await measureOurs(fork, size));
  }
console.log(resultTable(results));
if (json === undefined) console.log(JSON.stringify(results));
else writeFileSync(json, `${JSON.stringify(results, undefined, 2)}\n`);
