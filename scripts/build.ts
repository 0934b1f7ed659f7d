import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { BunPlugin } from "bun";

/** Builds the whole client, its workers and its native addons into one executable file: `dist/consensoor`. */

/** A package whose loader looks for its addon at run time, which a single file cannot do. */
interface Addon {
  readonly name: string;
  /** File of the package that loads the addon. */
  readonly loader: string;
  /** Package that holds the addon for a target such as `linux-x64-gnu`. */
  readonly addonPackage: (target: string) => string;
  /** Name of the addon in that package, without the target. */
  readonly file: string;
}

const ADDONS: readonly Addon[] = [
  {
    name: "@chainsafe/blst",
    loader: "index.js",
    addonPackage: (target) => `@chainsafe/blst-${target}`,
    file: "blst",
  },
  {
    name: "@chainsafe/hashtree",
    loader: "index.js",
    addonPackage: (target) => `@chainsafe/hashtree-${target}`,
    file: "hashtree",
  },
  {
    name: "@crate-crypto/node-eth-kzg",
    loader: "index.js",
    addonPackage: (target) => `@crate-crypto/node-eth-kzg-${target}`,
    file: "node-eth-kzg",
  },
  {
    name: "snappy",
    loader: "index.js",
    addonPackage: (target) => `@napi-rs/snappy-${target}`,
    file: "snappy",
  },
];

const root = join(import.meta.dir, "..");
const outfile = join(root, "dist", "consensoor");

class BuildError extends Error {
  override name = "BuildError";
}

/** This machine as the addons' packages call it. */
function hostTarget(): string {
  const { platform, arch } = process;
  if (platform === "darwin") return `darwin-${arch}`;
  if (platform === "win32") return `win32-${arch}-msvc`;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return `${platform}-${arch}-${header.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}

/** The addon's file for the target. Throws where its package is not published or not installed. */
function addonPath({ name, addonPackage, file }: Addon, target: string): string {
  const manifest = join(root, "node_modules", name, "package.json");
  if (!existsSync(manifest)) throw new BuildError(`${name} is not installed: run npm ci`);
  const path = join(root, "node_modules", addonPackage(target), `${file}.${target}.node`);
  if (existsSync(path)) return path;
  const { optionalDependencies = {} } = require(manifest) as { optionalDependencies?: Record<string, string> };
  const prefix = addonPackage("");
  const targets = Object.keys(optionalDependencies).map((each) => each.slice(prefix.length));
  throw new BuildError(
    targets.includes(target)
      ? `${relative(root, path)} is missing: run npm ci`
      : `${target} is not supported: ${name} has addons for ${targets.sort().join(", ")} only`,
  );
}

/**
 * Replaces each loader by a literal require of the addon, which the bundler embeds. The exports are assigned one by
 * one because importers name them and the bundler cannot see what a native module exports.
 */
function embedAddons(target: string): BunPlugin {
  const addons = new Map(
    ADDONS.map((addon) => {
      const embedded = addonPath(addon, target);
      return [require.resolve(join(root, "node_modules", addon.name, addon.loader)), embedded];
    }),
  );
  return {
    name: "embed-addons",
    setup(build) {
      const paths = [...addons.keys()].map((path) => path.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
      build.onLoad({ filter: new RegExp(`^(?:${paths.join("|")})$`) }, ({ path }) => {
        const addon = addons.get(path)!;
        const names = Object.keys(require(addon) as object).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
        if (names.length === 0) throw new BuildError(`${relative(root, addon)} exports nothing`);
        const contents = [
          `const addon = require(${JSON.stringify(addon)});`,
          ...names.map((name) => `module.exports.${name} = addon.${name};`),
        ].join("\n");
        return { contents, loader: "js" };
      });
    },
  };
}

/** Files of the build as entry points: the program and the workers that it starts by address. */
const entrypoints = ["src/main.ts", "src/crypto/bls-worker.ts", "src/crypto/kzg-worker.ts"].map((path) =>
  join(root, path),
);

async function build(): Promise<void> {
  const target = hostTarget();
  await rm(dirname(outfile), { recursive: true, force: true });
  await mkdir(dirname(outfile), { recursive: true });
  const result = await Bun.build({
    entrypoints,
    root: join(root, "src"),
    target: "bun",
    format: "esm",
    minify: true,
    bytecode: true,
    sourcemap: "linked",
    compile: { outfile },
    plugins: [embedAddons(target)],
    throw: false,
  });
  for (const log of result.logs) console.error(String(log));
  if (!result.success) throw new BuildError("the bundler failed");
  const bytes = Bun.file(outfile).size;
  console.log(`dist/consensoor for ${target}: ${(bytes / 1e6).toFixed(1)} MB`);
}

try {
  await build();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
}
