import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useCopied } from './use-copied.ts';

export interface CopyIconButtonProps {
  readonly text: string;
  /** What it copies, for its label: "Copy key id". */
  readonly what: string;
}

/** A small button that copies an id or a line, and says for a moment that it did. */
export function CopyIconButton({ text, what }: CopyIconButtonProps) {
  const t = useTranslations('common');
  const { isCopied, copy } = useCopied();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={isCopied ? t('copied') : t('copyOf', { what })}
      title={isCopied ? t('copied') : t('copyOf', { what })}
      onClick={(event) => {
        event.stopPropagation();
        void copy(text);
      }}
    >
      {isCopied ? <IconCheck size={14} /> : <IconCopy size={14} />}
    </ActionIcon>
  );
}
