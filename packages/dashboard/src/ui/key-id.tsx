import { useTranslations } from 'use-intl';
import classes from './key-id.module.css';

export interface KeyIdProps {
  /** The ten characters; people's prompts use the first five. */
  readonly keyId: string;
  /** `short` shows the first five alone. */
  readonly length?: 'short' | 'full';
}

/** How many characters of a key id people type and say. */
const KEY_ID_PROMPT_CHARACTERS = 5;

/** A key id: the five characters that people use stand out; a screen reader reads it letter by letter. */
export function KeyId({ keyId, length = 'full' }: KeyIdProps) {
  const t = useTranslations('common');
  const head = keyId.slice(0, KEY_ID_PROMPT_CHARACTERS);
  const tail = length === 'full' ? keyId.slice(KEY_ID_PROMPT_CHARACTERS) : '';
  return (
    <span className={classes.root}>
      <span aria-hidden>
        <span className={classes.head}>{head}</span>
        {tail !== '' && <span className={classes.tail}>{tail}</span>}
      </span>
      <span className={classes.spoken}>{t('keyId', { letters: [...head, ...tail].join(' ') })}</span>
    </span>
  );
}
