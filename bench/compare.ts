import { writeFileSync } from "node:fs";
import { type Result, rows, shown, table } from "./results.ts";
import { benchOptions, makeState, measureOurs, measurePeer } from "./run.ts";

const { forks, sizes, json } = benchOptions(process.argv.slice(2));
const results: Result[] = [];
let agree = true;
for (const fork of forks)
  for (const size of sizes) {
    await makeState(fork, size);
    const ours = await measureOurs(fork, size);
    const peer = await measurePeer(fork, size);
    results.push(ours, peer);
    console.log(`\n${fork}, ${size} validators\n\n${comparison(ours, peer)}`);
    for (const [name, root] of Object.entries(ours.roots))
      if (peer.roots[name] !== root) {
        console.error(`"${name}" differs: ${root} and ${peer.roots[name]}`);
        agree = false;
      }
  }
if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, undefined, 2)}\n`);
// Numbers of computations that differ compare nothing.
if (!agree) process.exitCode = 1;

/** Both results side by side; a ratio is how many times as much the peer needs. */
function comparison(ours: Result, peer: Result): string {
  const columns = [rows(ours), rows(peer), rows(ours, "cpu"), rows(peer, "cpu")] as const;
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  return table(
    [
      "ms",
      ours.implementation,
      peer.implementation,
      "ratio",
      `${ours.implementation}, CPU`,
      `${peer.implementation}, CPU`,
      "ratio",
    ],
    names.map((name) => {
      const [a, b, c, d] = columns.map((column) => column.get(name));
      return [name, shown(a), shown(b), ratio(a, b), shown(c), shown(d), ratio(c, d)];
    }),
  );
}

function ratio(a: number | undefined, b: number | undefined): string {
  return a === undefined || b === undefined ? "-" : shown(b / a);
}
