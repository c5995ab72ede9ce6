/**
 * The guard of "secrets stay secret": a test plants the texts that it knows, and then shows every log, row, error, page and file to
 * it. It finds a secret in clear, in base64 (both alphabets, at any offset inside a longer text) and in hex, by text and by key bytes.
 */
export class PlantedSecrets {
  readonly #forms: { readonly name: string; readonly form: string; readonly needle: Buffer }[] = [];
  #count = 0;

  /** Adds a secret text (`whsec_...`, `kt_...`, a master key): `name` stands for it in failures, the text never does. */
  plant(name: string, text: string): void {
    if (text.length < 8)
      throw new RangeError('a planted secret of under 8 characters would be found everywhere');
    this.#count++;
    this.#add(name, 'text', Buffer.from(text));
    const encoded = text.slice(text.indexOf('_') + 1);
    this.#add(name, 'encoded key', Buffer.from(encoded));
    const key = Buffer.from(encoded, 'base64');
    if (key.length >= 16) this.#add(name, 'key bytes', key);
  }

  /** How many secrets are planted: a guard without any guards nothing. */
  get count(): number {
    return this.#count;
  }

  /** Throws, naming the secret, its form and `where`, when `content` holds a planted secret. */
  assertAbsent(where: string, content: string | Uint8Array): void {
    if (this.#count === 0) throw new Error('no secret was planted: this check could not fail');
    const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
    // Hex is looked for in lower case; base64 and clear text as they are.
    const lower = Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');
    for (const { name, form, needle } of this.#forms) {
      const haystack = form.endsWith('in hex') ? lower : bytes;
      if (haystack.includes(needle)) throw new Error(`${where} holds the secret "${name}" as ${form}`);
    }
  }

  #add(name: string, what: string, bytes: Buffer): void {
    this.#forms.push({ name, form: `${what} in clear`, needle: bytes });
    this.#forms.push({ name, form: `${what} in hex`, needle: Buffer.from(bytes.toString('hex')) });
    for (let offset = 0; offset < 3; offset++) {
      const inner = base64Inside(bytes, offset);
      this.#forms.push({ name, form: `${what} in base64`, needle: Buffer.from(inner) });
      const urlSafe = inner.replaceAll('+', '-').replaceAll('/', '_');
      if (urlSafe !== inner)
        this.#forms.push({ name, form: `${what} in base64url`, needle: Buffer.from(urlSafe) });
    }
  }
}

/** The characters of a base64 text that depend on these bytes alone when they begin `offset` bytes after a group of three. */
function base64Inside(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const first = offset === 0 ? 0 : offset + 1;
  const cut = (offset + bytes.length) % 3 === 0 ? 0 : 1;
  return whole.slice(first, whole.length - cut);
}
