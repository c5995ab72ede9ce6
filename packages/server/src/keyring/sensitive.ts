import { inspect } from 'node:util';

/**
 * A value that must not be seen by accident: printing, JSON, template strings and inspection give `[redacted]`. `reveal()` is the one
 * way to it, and is allowed in `keyring/` and in the presenters of a newly created secret or API key.
 */
export class Sensitive<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. Every use is a place to review. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}
