import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Raised where a release of the specification can neither be found nor fetched. */
export class ReleaseError extends Error {
  override name = "ReleaseError";
}

const PACKAGE = "eth-consensus-specs";

/**
 * The folder of a release: itself where `release` is a folder, otherwise the version's folder in the cache, filled with
 * pip from the package index where it is not there yet. Throws `ReleaseError` where that fails.
 */
export function findRelease(release: string, cache: string): string {
  if (existsSync(release)) return release;
  const folder = join(cache, release);
  if (existsSync(join(folder, "specs"))) return folder;
  const pip = Bun.which("pip3") ?? Bun.which("pip");
  const python = Bun.which("python3") ?? Bun.which("python");
  if (pip === null || python === null)
    throw new ReleaseError(
      `no specification at ${folder}: pip and python are needed to fetch ${PACKAGE} ${release}; ` +
        "or give a checkout of ethereum/consensus-specs with --specs DIR",
    );
  run([
    pip,
    "download",
    "--quiet",
    "--no-deps",
    "--python-version",
    "3.13",
    "--dest",
    folder,
    `${PACKAGE}==${release}`,
  ]);
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new ReleaseError(`pip downloaded no wheel of ${PACKAGE} ${release} to ${folder}`);
  run([python, "-m", "zipfile", "-e", join(folder, wheel), folder]);
  if (!existsSync(join(folder, "specs")))
    throw new ReleaseError(`the wheel of ${PACKAGE} ${release} has no specs folder`);
  return folder;
}

function run(command: readonly string[]): void {
  const result = Bun.spawnSync([...command], { stdout: "pipe", stderr: "pipe" });
  if (result.exitCode !== 0)
    throw new ReleaseError(`${command.join(" ")} failed with ${result.exitCode}:\n${result.stderr.toString().trim()}`);
}
