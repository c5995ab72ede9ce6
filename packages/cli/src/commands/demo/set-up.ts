import { type Client, isProblem, type Output } from '@keyturn/client';
import { shortKeyId } from '@keyturn/verify/sign';
import { CommandError, EXIT } from '../../exit-codes.ts';

/** The demo's one account. */
export const DEMO_ACCOUNT = 'acme';
const ENDPOINT_DESCRIPTION = "The demo's receiver";
const path = { account: DEMO_ACCOUNT };

/** Makes the account and its endpoint at the first start; later ones find them, and point the endpoint at where the receiver is now. */
export async function setUpDemo(
  client: Client,
  receiver: { readonly url: string; readonly isGone: boolean },
): Promise<void> {
  await haveAccount(client);
  const endpoint = await findEndpoint(client);
  if (endpoint === undefined) {
    await client.createEndpoint({ path, body: { url: receiver.url, description: ENDPOINT_DESCRIPTION } });
    return;
  }
  const endpointPath = { ...path, endpoint: endpoint.id };
  if (endpoint.url !== receiver.url)
    await client.updateEndpoint({ path: endpointPath, body: { url: receiver.url } });
  // An earlier run with `--break gone` left it paused.
  if (endpoint.paused_reason === 'gone' && !receiver.isGone)
    await client.resumeEndpoint({ path: endpointPath });
}

/** Resumes the endpoint that a receiver which was gone for a while has paused. */
export async function resumeAfterGone(client: Client): Promise<void> {
  const endpoint = await findEndpoint(client);
  if (endpoint?.paused_reason === 'gone')
    await client.resumeEndpoint({ path: { ...path, endpoint: endpoint.id } });
}

async function haveAccount(client: Client): Promise<void> {
  try {
    await client.getAccount({ path });
  } catch (error) {
    if (!isProblem(error, 'not_found')) throw error;
    try {
      await client.createAccount({ body: { id: DEMO_ACCOUNT, name: 'Acme' } });
    } catch (refusal) {
      if (!isProblem(refusal, 'account_id_taken')) throw refusal;
      throw new CommandError(
        EXIT.failed,
        'account_closed',
        `The demo's account ${DEMO_ACCOUNT} was deleted.`,
        {
          mend: 'delete ./data/demo to start over',
        },
      );
    }
  }
}

async function findEndpoint(client: Client): Promise<Output<'getEndpoint'> | undefined> {
  for await (const endpoint of client.rows('listEndpoints', { path })) {
    if (endpoint.description === ENDPOINT_DESCRIPTION) return endpoint;
  }
  return undefined;
}

/** What the account signs with, in words: `no secret`, or its keys. */
export async function describeSecrets(client: Client): Promise<string> {
  const keys: string[] = [];
  for await (const secret of client.rows('listSecrets', { path })) {
    if (secret.status !== 'disabled') keys.push(`${secret.status} key ${shortKeyId(secret.key_id)}`);
  }
  return keys.length === 0 ? 'no secret' : keys.join(', ');
}
