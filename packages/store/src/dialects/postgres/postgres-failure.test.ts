import { DatabaseError } from 'pg';
import { expect, it } from 'vitest';
import { StoreError } from '../../store-error.ts';
import { failureOf, isConnectionLost, isTransactionConflict, unknownCommit } from './postgres-failure.ts';

/** What the server says with an SQLSTATE. */
function refusal(code: string): DatabaseError {
  const error = new DatabaseError(`the server's words for ${code}`, 100, 'error');
  error.code = code;
  return error;
}

it.each([
  ['08006', 'unavailable'],
  ['28P01', 'unavailable'],
  ['3D000', 'unavailable'],
  ['53100', 'full'],
  ['53300', 'unavailable'],
  ['25006', 'read_only'],
  ['57P01', 'unavailable'],
  ['57P03', 'unavailable'],
  ['57014', 'unavailable'],
  ['58030', 'unavailable'],
  ['40001', 'unavailable'],
  ['40P01', 'unavailable'],
  ['XX001', 'unavailable'],
] as const)('SQLSTATE %s is %s, with the server’s words and the driver’s error', (code, expected) => {
  const error = refusal(code);
  const failure = failureOf(error, 'db.example:5432/keyturn');
  expect(failure).toMatchObject({ name: 'StoreError', code: expected, cause: error });
  expect(failure.message).toContain('db.example:5432/keyturn');
  expect(failure.message).toContain(`the server's words for ${code}`);
});

it.each(['23505', '23514', '42P01', '22P02'])('SQLSTATE %s is a bug of ours and stays what it is', (code) => {
  const error = refusal(code);
  expect(failureOf(error, 'db')).toBe(error);
  expect(isConnectionLost(error)).toBe(false);
});

it('a connection that breaks, or a server that says nothing, is unavailable', () => {
  const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  const failure = failureOf(error, 'db');
  expect(failure).toMatchObject({ code: 'unavailable', cause: error });
  expect(isConnectionLost(failure)).toBe(true);
});

it('a value that cannot be sent or read stays what it is, and costs no connection', () => {
  const error = new RangeError('a bigint of the database is beyond 2^53');
  expect(failureOf(error, 'db')).toBe(error);
  expect(isConnectionLost(error)).toBe(false);
});

it('a StoreError is not wrapped again', () => {
  const error = new StoreError('held', 'another process');
  expect(failureOf(error, 'db')).toBe(error);
});

it('only a transaction that gave way to another one is tried again', () => {
  for (const code of ['40001', '40P01'])
    expect(isTransactionConflict(failureOf(refusal(code), 'db'))).toBe(true);
  for (const code of ['57014', '53100', '23505']) {
    expect(isTransactionConflict(failureOf(refusal(code), 'db'))).toBe(false);
  }
  expect(isTransactionConflict(unknownCommit('db'))).toBe(false);
});

it('a session that the server ended is lost, one whose statement was refused is not', () => {
  for (const code of ['57P01', '57P05', '25P03', '08003']) expect(isConnectionLost(refusal(code))).toBe(true);
  for (const code of ['57014', '40P01', '53100']) expect(isConnectionLost(refusal(code))).toBe(false);
  expect(isConnectionLost(unknownCommit('db'))).toBe(true);
});
