import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { KeystoreLockedError } from "./errors.ts";

/**
 * Marks a keystore as in use by a file beside it that names this process, as other clients do. What is returned takes the
 * mark away; a folder that cannot be written to gets none. Throws `KeystoreLockedError` where the mark is of a process
 * that lives, or of one that does not say which it is.
 */
export function lockKeystore(keystore: string): () => void {
  const lock = `${keystore}.lock`;
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EROFS" || code === "EACCES" || code === "EPERM") return () => {};
    if (code !== "EEXIST") throw error;
    const owner = readFileSync(lock, "utf8").trim();
    if (!/^\d+$/.test(owner))
      throw new KeystoreLockedError(keystore, `is locked by another signer; if none runs, delete ${lock}`);
    if (Number(owner) !== process.pid && isAlive(Number(owner)))
      throw new KeystoreLockedError(keystore, `is locked by process ${owner}; if that is no signer, delete ${lock}`);
    writeFileSync(lock, String(process.pid));
  }
  return () => rmSync(lock, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of someone else is alive too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
