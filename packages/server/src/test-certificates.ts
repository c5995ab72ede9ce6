/**
 * Certificates for tests of TLS, made when they are needed: a private key in the repository would set off every scanner there is, and a
 * fixture would expire. X.509 v3 (RFC 5280) with ECDSA P-256, as little of it as a verifier looks at.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** What a certificate says. */
export interface CertificateWishes {
  readonly name: string;
  /** DNS names that it is for. */
  readonly dnsNames?: readonly string[];
  /** Who signs it; itself when absent. */
  readonly issuer?: TestCertificate;
  readonly isAuthority?: boolean;
  /** Its end, from now; negative: it has expired. */
  readonly validForMs?: number;
}

const DAY_MS = 24 * 3600_000;
const ECDSA_WITH_SHA256 = [1, 2, 840, 10045, 4, 3, 2];
const COMMON_NAME = [2, 5, 4, 3];
const BASIC_CONSTRAINTS = [2, 5, 29, 19];
const SUBJECT_ALT_NAME = [2, 5, 29, 17];

/** Makes a certificate. */
export function makeCertificate(wishes: CertificateWishes): TestCertificate {
  const { name, dnsNames = [], issuer, isAuthority = false, validForMs = DAY_MS } = wishes;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const end = Date.now() + validForMs;
  const extensions = [
    ...(isAuthority ? [extension(BASIC_CONSTRAINTS, sequence(tagged(0x01, Buffer.from([0xff]))))] : []),
    ...(dnsNames.length > 0
      ? [extension(SUBJECT_ALT_NAME, sequence(...dnsNames.map((dns) => tagged(0x82, Buffer.from(dns)))))]
      : []),
  ];
  const toBeSigned = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sequence(objectId(ECDSA_WITH_SHA256)),
    distinguishedName(issuer?.name ?? name),
    sequence(time(Math.min(Date.now(), end) - DAY_MS), time(end)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [tagged(0xa3, sequence(...extensions))] : []),
  );
  const signature = sign('sha256', toBeSigned, issuer?.privateKey ?? privateKey);
  const certificate = sequence(
    toBeSigned,
    sequence(objectId(ECDSA_WITH_SHA256)),
    tagged(0x03, Buffer.concat([Buffer.from([0]), signature])),
  );
  const base64 = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    name,
    privateKey,
  };
}

function distinguishedName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId(COMMON_NAME), tagged(0x0c, Buffer.from(name)))));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(objectId(id), tagged(0x04, value));
}

/** GeneralizedTime. */
function time(at: number): Buffer {
  return tagged(0x18, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}

function objectId([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}
