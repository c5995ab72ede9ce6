import { useTranslations } from 'use-intl';
import type { Delivery } from '../../api/models.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { useCauseWord } from './use-cause-word.ts';

export interface LastAttemptProps {
  /** Null before the first attempt. */
  readonly last: Delivery['last_attempt'];
}

/** What the last attempt brought: the status of the answer, or why there was none. */
export function LastAttemptWord({ last }: LastAttemptProps) {
  const causeWord = useCauseWord();
  if (last === null) return '–';
  return last.status_code ?? causeWord(last.cause);
}

/** The key that the last attempt was signed with; the active one, when two signed. */
export function LastAttemptKey({ last }: LastAttemptProps) {
  const t = useTranslations('deliveries');
  const [keyId] = last?.key_ids ?? [];
  if (last === null) return '–';
  return keyId === undefined ? t('unsigned') : <KeyId keyId={keyId} length="short" />;
}
