/**
 * The pseudo locale `en-XA`: English with accents, brackets and a third more letters. Text that stays plain was not translated, text
 * that is cut off has too little room. ICU arguments and tags stay as they are.
 */

/** A tree of messages. */
export interface MessageTree {
  readonly [key: string]: string | MessageTree;
}

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  d: 'ð',
  e: 'é',
  g: 'ĝ',
  h: 'ĥ',
  i: 'î',
  l: 'ļ',
  n: 'ñ',
  o: 'ö',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
  u: 'û',
  w: 'ŵ',
  y: 'ý',
  A: 'Å',
  C: 'Ç',
  D: 'Ð',
  E: 'É',
  I: 'Î',
  N: 'Ñ',
  O: 'Ö',
  R: 'Ŕ',
  S: 'Š',
  T: 'Ţ',
  U: 'Û',
  Y: 'Ý',
};

/** Every message of a tree in the pseudo locale. */
export function pseudoMessages<Tree extends MessageTree>(tree: Tree): Tree {
  const entries = Object.entries(tree).map(([key, value]) => [
    key,
    typeof value === 'string' ? `[${pseudoText(value)}]` : pseudoMessages(value),
  ]);
  return Object.fromEntries(entries) as Tree;
}

/** A message with its words changed, and its arguments, tags and ICU syntax left alone. */
export function pseudoText(message: string): string {
  let out = '';
  let position = 0;
  while (position < message.length) {
    const character = message[position] ?? '';
    if (character === '{') {
      const end = closingBrace(message, position);
      out += pseudoArgument(message.slice(position, end));
      position = end;
    } else if (character === '<') {
      const end = message.indexOf('>', position) + 1;
      out += message.slice(position, end);
      position = end;
    } else {
      out += ACCENTED[character] ?? character;
      // Vowels are doubled: about a third more letters, as German has.
      if (/[aeou]/.test(character)) out += ACCENTED[character] ?? character;
      position += 1;
    }
  }
  return out;
}

/** `{name}` stays; in `{count, plural, one {…} other {…}}` the branches change. */
function pseudoArgument(argument: string): string {
  if (!/^\{\s*\w+\s*,\s*(plural|select|selectordinal)\s*,/.test(argument)) return argument;
  let out = '';
  let position = argument.indexOf(',', argument.indexOf(',') + 1) + 1;
  out += argument.slice(0, position);
  while (position < argument.length) {
    if (argument[position] === '{') {
      const end = closingBrace(argument, position);
      out += `{${pseudoText(argument.slice(position + 1, end - 1))}}`;
      position = end;
    } else {
      out += argument[position] ?? '';
      position += 1;
    }
  }
  return out;
}

/** Where the brace that opens at `start` is closed again, one past it. */
function closingBrace(message: string, start: number): number {
  let depth = 0;
  for (let at = start; at < message.length; at += 1) {
    if (message[at] === '{') depth += 1;
    else if (message[at] === '}' && --depth === 0) return at + 1;
  }
  return message.length;
}
