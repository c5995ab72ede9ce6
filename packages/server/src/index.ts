/** The face of `@keyturn/server`, for the CLI's `serve`, `demo` and `doctor` alone. */

export { existingFilesOf, openStore, type Store, StoreError } from '@keyturn/store';
export { type App, type AppParts, openApp } from './app.ts';
export {
  type Config,
  type ConfigProblem,
  type ConfigurationRow,
  configurationTable,
  readConfig,
} from './config.ts';
export {
  DEMO_RECEIVER_MODES,
  type DemoReceiverControl,
  type DemoReceiverMode,
} from './http/demo-receiver.ts';
export { examineSealed, type SealedExamination } from './keyring/examine-sealed.ts';
export { Sensitive } from './keyring/sensitive.ts';
export { type Log, type LogLevel, makeLog } from './observe/log.ts';
export type { Caller, Operations } from './operations/operations.ts';
export { PROCESS_CLOCK, type ServeOptions, serve } from './serve.ts';
export { StartError, startErrorOf } from './start-error.ts';
