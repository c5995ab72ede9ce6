import { en, type Messages } from './en/messages.ts';

/** Languages that the dashboard speaks; `en-XA` is the pseudo locale of its tests. */
export type Locale = 'en' | 'en-XA';

declare module 'use-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

/** The first language of the browser that the dashboard speaks. */
export function chooseLocale(languages: readonly string[]): Locale {
  return languages.includes('en-XA') ? 'en-XA' : 'en';
}

/** The messages of a language. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  if (locale === 'en') return en;
  const { pseudoMessages } = await import('./pseudo.ts');
  return pseudoMessages(en);
}
