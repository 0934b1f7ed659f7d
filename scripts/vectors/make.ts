import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { VectorsError } from "./error.ts";

/** The specification's package for Python: executable specification, all its tests, and the generator. */
const PACKAGE = "eth-consensus-specs";
const OLDEST_PYTHON = [3, 12] as const;
const INSTALLED = ".installed";
/** pytest's exit code where it finds nothing to run. */
const NO_TESTS = 5;

export interface MakeOptions {
  /** A tag as `v1.7.0-beta.4`, or the package's own `1.7.0b4`. */
  readonly version: string;
  readonly preset: string;
  readonly forks: readonly string[];
  /** Narrows the tests as pytest's `-k` does. */
  readonly name: string | undefined;
  /** `fast_confirmation` takes longer than everything else and is left out unless asked for. */
  readonly fastConfirmation: boolean;
  readonly jobs: number;
  readonly out: string;
}

/**
 * Makes vectors with the generator of the specification's Python package, installed into the cache by pip. Returns the
 * folder they are in. Throws `VectorsError` where a step fails.
 */
export async function makeVectors(options: MakeOptions, cache: string, log: (line: string) => void): Promise<string> {
  const release = packageVersion(options.version);
  const environment = join(cache, "generator", release);
  const packages = await install(release, environment, log);
  mkdirSync(options.out, { recursive: true });
  for (const fork of options.forks) {
    log(`making ${options.preset}/${fork} in ${options.out}`);
    const skipped = ["*unittests*", ...(options.fastConfirmation ? [] : ["*fast_confirmation*"])];
    const code = await run(
      [
        join(environment, "bin", "python"),
        ...["-m", "pytest", "-q", "-n", String(options.jobs), "--dist=worksteal", "-p", "no:cacheprovider"],
        ...["-p", "no:sugar", `--preset=${options.preset}`, `--fork=${fork}`],
        ...["--reftests", `--reftests-output=${options.out}`],
        ...skipped.map((pattern) => `--ignore-glob=${pattern}`),
        ...(options.name === undefined ? [] : ["-k", options.name]),
        join("eth_consensus_specs", "test"),
      ],
      packages,
      NO_TESTS,
    );
    if (code === NO_TESTS) log(`no test of ${fork} matches`);
  }
  return options.out;
}

/** pip's spelling of a tag: `v1.7.0-beta.4` is `1.7.0b4`. */
export function packageVersion(version: string): string {
  const match = /^v?(\d+\.\d+\.\d+)(?:-?(alpha|beta|rc|a|b)\.?(\d+))?$/.exec(version);
  if (match === null) throw new VectorsError(`"${version}" is no version as v1.7.0-beta.4`);
  const [, release, stage, number] = match;
  if (stage === undefined) return release;
  return `${release}${stage === "rc" ? "rc" : stage[0]}${number}`;
}

async function install(release: string, environment: string, log: (line: string) => void): Promise<string> {
  const packages = (): string => {
    const library = join(environment, "lib");
    const python = readdirSync(library).find((name) => name.startsWith("python3"));
    if (python === undefined) throw new VectorsError(`${environment} is no Python environment; delete it`);
    return join(library, python, "site-packages");
  };
  if (existsSync(join(environment, INSTALLED))) return packages();
  const python = await findPython();
  log(`installing ${PACKAGE} ${release} into ${environment}`);
  await run([python, "-m", "venv", "--clear", environment]);
  await run([join(environment, "bin", "pip"), "install", "-q", `${PACKAGE}[test]==${release}`]);
  importablePath(packages());
  writeFileSync(join(environment, INSTALLED), `${release}\n`);
  return packages();
}

/** Some of the package's tests import themselves by their path in the specification's repository. */
function importablePath(packages: string): void {
  const core = join(packages, "tests", "core");
  const pyspec = join(core, "pyspec");
  mkdirSync(pyspec, { recursive: true });
  for (const folder of [join(packages, "tests"), core, pyspec]) writeFileSync(join(folder, "__init__.py"), "");
  const link = join(pyspec, "eth_consensus_specs");
  if (!existsSync(link)) symlinkSync(relative(pyspec, join(packages, "eth_consensus_specs")), link);
}

async function findPython(): Promise<string> {
  for (const name of ["python3", "python3.14", "python3.13", "python3.12", "python"]) {
    if (Bun.which(name) === null) continue;
    const asked = Bun.spawnSync([name, "-c", "import sys; print(*sys.version_info[:2])"]);
    const [major, minor] = asked.stdout.toString().trim().split(" ").map(Number);
    if (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]) return name;
  }
  throw new VectorsError(`making vectors needs Python ${OLDEST_PYTHON.join(".")} or newer`);
}

async function run(command: readonly string[], folder?: string, tolerated?: number): Promise<number> {
  const child = Bun.spawn([...command], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  const code = await child.exited;
  if (code === 0 || code === tolerated) return code;
  throw new VectorsError(`${command.slice(0, 4).join(" ")} … ended with exit code ${code}`);
}
