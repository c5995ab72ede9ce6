import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isApiKeyText, makeApiKeyText, sha256OfApiKey } from './api-key-text.ts';

describe('the text of an API key', () => {
  it('is kt_ and 56 characters, found again by its hash', () => {
    const { text, sha256, prefix } = makeApiKeyText(randomBytes);
    expect(text.reveal()).toMatch(/^kt_[0-9A-HJKMNP-TV-Z]{56}$/);
    expect(isApiKeyText(text.reveal())).toBe(true);
    expect(sha256OfApiKey(text.reveal())).toEqual(sha256);
    expect(text.reveal().startsWith(prefix)).toBe(true);
    expect(prefix).toHaveLength(10);
  });

  it('carries every bit of its 32 random bytes', () => {
    const texts = new Set<string>();
    for (let bit = 0; bit < 256; bit++) {
      const bytes = Buffer.alloc(32);
      bytes[bit >> 3] = 1 << (bit & 7);
      texts.add(makeApiKeyText(() => bytes).text.reveal());
    }
    expect(texts.size).toBe(256);
  });

  it('is refused with one character changed, left out or added, or in lower case', () => {
    const text = makeApiKeyText(() => Buffer.alloc(32, 0x5a)).text.reveal();
    for (let at = 3; at < text.length; at++) {
      const changed = `${text.slice(0, at)}${text[at] === '7' ? '8' : '7'}${text.slice(at + 1)}`;
      expect(isApiKeyText(changed), changed).toBe(false);
    }
    for (const other of [text.slice(0, -1), `${text}0`, text.toLowerCase(), text.slice(3), ` ${text}`, '']) {
      expect(isApiKeyText(other), other).toBe(false);
    }
  });
});
