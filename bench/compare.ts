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

/** Both results side by side; the ratio is how many times as much the peer needs. */
function comparison(ours: Result, peer: Result): string {
  const [left, right] = [rows(ours), rows(peer)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const ratio = (name: string): string => {
    const [a, b] = [left.get(name), right.get(name)];
    return a === undefined || b === undefined ? "-" : shown(b / a);
  };
  return table(
    ["ms", ours.implementation, peer.implementation, "ratio"],
    names.map((name) => [name, shown(left.get(name)), shown(right.get(name)), ratio(name)]),
  );
}
