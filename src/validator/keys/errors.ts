/** Raised where a keystore or its password cannot be used; names the file and what is wrong with it. */
export class KeystoreError extends Error {
  override name = "KeystoreError";
  readonly file: string;
  readonly problem: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.file = file;
    this.problem = problem;
  }
}

/** The password does not open the keystore. */
export class WrongPasswordError extends KeystoreError {
  override name = "WrongPasswordError";
}

/** Another signer holds the keystore. */
export class KeystoreLockedError extends KeystoreError {
  override name = "KeystoreLockedError";
}

/** Two keystores hold one key. */
export class DuplicateKeyError extends KeystoreError {
  override name = "DuplicateKeyError";
}
