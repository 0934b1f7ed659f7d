/** Runs asynchronous work one piece after the other, in the order of asking. */
export class SerialQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** The result of `work`, which starts when all work asked for before has ended, well or not. */
  run<T>(work: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}
