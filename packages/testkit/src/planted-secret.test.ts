import { expect, it } from 'vitest';
import { PlantedSecrets } from './planted-secret.ts';

const KEY = Buffer.from(Array.from({ length: 32 }, (_, n) => (n * 37 + 251) % 256));
const TEXT = `whsec_${KEY.toString('base64')}`;

function guard(): PlantedSecrets {
  const secrets = new PlantedSecrets();
  secrets.plant('the planted one', TEXT);
  return secrets;
}

const leaks: readonly (readonly [string, string | Uint8Array])[] = [
  ['its text', `{"secret":"${TEXT}"}`],
  ['its text without the prefix', `key=${KEY.toString('base64')}`],
  ['its bytes', new Uint8Array(Buffer.concat([Buffer.from('row:'), KEY]))],
  ['its bytes in lower-case hex', `\\x${KEY.toString('hex')}`],
  ['its bytes in upper-case hex', KEY.toString('hex').toUpperCase()],
  ['its bytes in base64url', KEY.toString('base64url')],
  ['its text in base64', Buffer.from(TEXT).toString('base64')],
  ['its text in base64 after one byte', Buffer.from(`x${TEXT}yz`).toString('base64')],
  ['its text in base64 after two bytes', Buffer.from(`xx${TEXT}`).toString('base64')],
  ['its bytes in base64 inside others', Buffer.concat([Buffer.from('abcd'), KEY, KEY]).toString('base64')],
  ['its text in hex', Buffer.from(TEXT).toString('hex')],
];

it.each(leaks)('a text with %s is found, and the failure does not repeat it', (_form, content) => {
  const look = () => guard().assertAbsent('the log', content);
  expect(look).toThrow(/^the log holds the secret "the planted one" as /);
  expect(look).not.toThrow(KEY.toString('base64'));
});

it('a text with another secret passes', () => {
  const other = Buffer.from(KEY).reverse();
  guard().assertAbsent('the log', `whsec_${other.toString('base64')} ${other.toString('hex')}`);
});

it('a guard without secrets refuses to pass anything', () => {
  expect(() => new PlantedSecrets().assertAbsent('the log', 'anything')).toThrow('no secret was planted');
});

it('a secret too short to tell is refused', () => {
  expect(() => new PlantedSecrets().plant('short', 'abc')).toThrow(RangeError);
});
