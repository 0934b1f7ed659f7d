import { setDefaultTimeout } from "bun:test";

// Only a hang is to fail by its time: a busy machine takes many times what a free one does.
setDefaultTimeout(120_000);
