#!/usr/bin/env bun
import manifest from "../package.json" with { type: "json" };
import { type CommandTable, runCommandLine } from "./cli/command.ts";

const commands: CommandTable = {
  run: {
    summary: "Run a node: on a network, or on a development chain of its own.",
    load: async () => (await import("./cli/run.ts")).run,
  },
  genesis: {
    summary: "Write a network's genesis for consensus and execution clients, with its keys.",
    load: async () => (await import("./cli/genesis.ts")).genesis,
  },
  transition: {
    summary: "Advance a state over slots and blocks, with timings, and say exactly what failed.",
    load: async () => (await import("./cli/transition.ts")).transition,
  },
  "state show": {
    summary: "Print a state's field as JSON.",
    load: async () => (await import("./cli/state.ts")).stateShow,
  },
  "state diff": {
    summary: "Print the fields in which two states differ, by path.",
    load: async () => (await import("./cli/state.ts")).stateDiff,
  },
};

process.exitCode = await runCommandLine(
  { name: "consensoor", version: manifest.version, commands },
  Bun.argv.slice(2),
  {
    out: (text) => console.log(text),
    error: (text) => console.error(text),
    environment: process.env,
  },
);
