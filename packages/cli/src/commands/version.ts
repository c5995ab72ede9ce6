import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../command.ts';
import { readVersion } from '../version.ts';

/** `keyturn version`. */
export function version(carry: Carry): CommandUnknownOpts {
  return command('version', 'Say which version this is.', 'version').action(
    carry(async (context) => {
      if (context.options.json === true)
        context.printJson({ version: readVersion(), node: process.versions.node });
      else context.terminal.out(`keyturn ${readVersion()} (Node ${process.versions.node})\n`);
      return undefined;
    }),
  );
}
