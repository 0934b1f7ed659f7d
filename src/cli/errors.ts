/** The command line is wrong: shown as one line, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** A command could not do what was asked: shown as one line without a stack, exit code 1. */
export class CommandError extends Error {
  override name = "CommandError";
}
