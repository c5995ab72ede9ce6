import { respond } from '@keyturn/testkit';
import { ACCOUNT, type World } from './world.ts';

/** Text that breaks pages which trust it: markup, right to left, astral characters, no place to break. */
export const HOSTILE = `<img src=x onerror="window.owned=true"> שלום ${'🔑'.repeat(12)} `;
export const LONG = 'x'.repeat(10_000);

/** Fills an account with every state that its pages can show, hostile names and contents included. Gives the paths of all pages. */
export async function fillAccount(world: World): Promise<readonly string[]> {
  const { client } = world.keyturn;
  const path = { account: ACCOUNT };
  world.receiver.answerAlways(({ path: asked }) =>
    asked === '/refuses'
      ? respond(401, { 'content-type': 'text/html', 'x-note': 'see below' }, `${HOSTILE}${LONG}`)
      : respond(200, {}, 'thanks'),
  );
  await client.createAccount({ body: { id: ACCOUNT, name: `Acme ${HOSTILE}`.slice(0, 90) } });
  const refuses = await client.createEndpoint({
    path,
    body: { url: world.receiver.url('/refuses'), description: `${HOSTILE}${LONG}`.slice(0, 450) },
  });
  await client.createEndpoint({
    path,
    body: { url: world.receiver.url(`/${LONG.slice(0, 1_900)}`), event_types: ['invoice.*'] },
  });
  const paused = await client.createEndpoint({ path, body: { url: world.receiver.url('/paused') } });
  await client.pauseEndpoint({ path: { ...path, endpoint: paused.id } });

  await client.createSecret({ path, body: { name: 'launch' } });
  const second = await client.createSecret({ path, body: { name: HOSTILE.slice(0, 80) } });
  await client.activateSecret({ path: { ...path, secret: second.id }, body: { overlap_seconds: 3600 } });
  await client.createSecret({ path, body: { name: 'replaced' } });
  const pending = await client.createSecret({ path, body: { name: LONG.slice(0, 100) } });

  const event = await client.publishEvent({
    path,
    body: { type: `invoice.${'paid.'.repeat(20)}`, subject: 'in_1042', data: { html: HOSTILE, long: LONG } },
  });
  await world.receiver.waitForRequests(2);
  const deliveries = await client.listDeliveries({ path, query: { endpoint_id: refuses.id } });
  const base = `/accounts/${ACCOUNT}`;
  return [
    `${base}/webhook`,
    `${base}/webhook?tab=verify`,
    `${base}/webhook?endpoint=${refuses.id}`,
    `${base}/webhook?dialog=create`,
    `${base}/webhook?dialog=activate&secret=${pending.id}`,
    `${base}/webhook?dialog=cancel&secret=${pending.id}`,
    `${base}/webhook?dialog=rename&secret=${pending.id}`,
    `${base}/endpoints`,
    `${base}/endpoints?text=nothing-has-this`,
    `${base}/endpoints?dialog=add`,
    `${base}/endpoints/${refuses.id}`,
    `${base}/endpoints/${paused.id}?dialog=delete`,
    `${base}/events`,
    `${base}/events?type=nothing.has.this`,
    `${base}/events/${event.id}`,
    `${base}/deliveries`,
    `${base}/deliveries?status=dead`,
    `${base}/deliveries/${deliveries.data[0]?.id}`,
    `${base}/deliveries/dlv_0000000000A`,
    '/sign-in',
    '/password',
    '/nowhere',
  ];
}
