import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../command.ts';

/** `keyturn login-link`. */
export function loginLink(carry: Carry): CommandUnknownOpts {
  return command(
    'login-link',
    'Make a link that signs in to the dashboard once, within ten minutes: the operator, or a member. Needs the admin key.',
    'login-link --key @data/admin-key',
    'login-link --email ana@acme.example',
  )
    .option('--email <address>', 'of the member who is to sign in; the operator unless given')
    .action(
      carry(async (context, { email }) => {
        const client = await context.client();
        const made = await client.createLoginLink({ body: email === undefined ? {} : { email } });
        if (context.options.json === true) context.printJson(made);
        else {
          context.terminal.out(`${made.url}\n`);
          const minutes = Math.round((Date.parse(made.expires_at) - context.now()) / 60_000);
          context.tell(`It signs in once, within ${minutes} minutes. Whoever opens it first is signed in.`);
        }
        return undefined;
      }),
    );
}
