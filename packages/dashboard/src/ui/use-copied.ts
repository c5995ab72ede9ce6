import { useState } from 'react';
import { copyText } from './copy-text.ts';

/** How long "Copied" stays. */
const SHOWN_MS = 2_000;

/** Copies, and remembers for two seconds that it worked. */
export function useCopied(): { isCopied: boolean; copy(text: string): Promise<boolean> } {
  const [isCopied, setCopied] = useState(false);
  return {
    isCopied,
    async copy(text) {
      const worked = await copyText(text);
      if (worked) {
        setCopied(true);
        setTimeout(() => setCopied(false), SHOWN_MS);
      }
      return worked;
    },
  };
}
