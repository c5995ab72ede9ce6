import { useTranslations } from 'use-intl';
import { failureOf } from '../api/failure.ts';
import type { Messages } from '../i18n/en/messages.ts';

type KnownCode = keyof Messages['problems'];

/** What a failure is called, and what to do about it, in the person's language; the server's own words for codes that we do not know. */
export function useProblemText(): (error: unknown) => { title: string; advice: string } {
  const t = useTranslations('problems');
  return (error) => {
    const { code, detail, permission } = failureOf(error);
    const known = (t.has(`${code as KnownCode}.title`) ? code : 'unknown') as KnownCode;
    // Each message takes some of these; which, its key tells only at run time.
    const say = t as unknown as (key: string, values: Readonly<Record<string, string>>) => string;
    const values = { detail, permission: permission ?? '' };
    return { title: say(`${known}.title`, values), advice: say(`${known}.advice`, values) };
  };
}
