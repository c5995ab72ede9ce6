import { TextInput } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { KeyId } from '../../ui/key-id.tsx';
import { confirms } from './activation-facts.ts';
import classes from './confirm-key-input.module.css';
import { shortKey } from './keyset.ts';

export interface ConfirmKeyInputProps {
  readonly keyId: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Where the first five characters of the new key id are typed: it makes a person look at which secret becomes active. */
export function ConfirmKeyInput({ keyId, value, onChange }: ConfirmKeyInputProps) {
  const t = useTranslations('secrets.activate');
  return (
    <TextInput
      label={t.rich('confirmLabel', {
        keyId: shortKey(keyId),
        key: () => <KeyId keyId={keyId} length="short" />,
      })}
      aria-label={t('confirmPlain', { letters: [...shortKey(keyId)].join(' ') })}
      classNames={{ input: classes.input ?? '' }}
      data-confirmed={confirms(value, keyId) || undefined}
      value={value}
      maxLength={12}
      autoComplete="off"
      autoCapitalize="characters"
      autoCorrect="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
