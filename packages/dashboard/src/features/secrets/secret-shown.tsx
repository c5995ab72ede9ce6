import { Button, Checkbox, Group } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useBlocker } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CreatedSecret } from '../../api/models.ts';
import { announce } from '../../ui/announcer.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { useCopied } from '../../ui/use-copied.ts';
import { GiveToReceiver } from '../demo/give-to-receiver.tsx';
import { useSession } from '../session/queries.ts';
import { envFile, saveFile } from './env-file.ts';
import classes from './secret-shown.module.css';
import { SecretShownHelp } from './secret-shown-help.tsx';

export interface SecretShownProps {
  readonly account: string;
  readonly created: CreatedSecret;
  readonly text: string;
  readonly onDone: () => void;
}

/** The text of a new secret, this once. It can be left when it was copied, downloaded, or noted another way. */
export function SecretShown({ account, created, text, onDone }: SecretShownProps) {
  const t = useTranslations('secrets.shown');
  const { mode } = useSession();
  const { isCopied, copy } = useCopied();
  const [isStored, setStored] = useState(false);
  const [hasNoted, setNoted] = useState(false);
  const [copyFailed, setCopyFailed] = useState(false);
  const isLeaving = useRef(false);
  // The back button and a closed tab would lose it too.
  useBlocker({ shouldBlockFn: () => !isLeaving.current, enableBeforeUnload: () => !isLeaving.current });
  const mayLeave = isStored || hasNoted;

  const onCopy = async (): Promise<void> => {
    const worked = await copy(text);
    setCopyFailed(!worked);
    if (!worked) return;
    setStored(true);
    announce(t('announceCopied'));
  };

  return (
    <div className={classes.root}>
      <p className={classes.lead}>{t('lead')}</p>
      <div className={classes.secret}>
        <code className={classes.text}>{text}</code>
        <div className={classes.tools}>
          <Button
            size="sm"
            leftSection={isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            onClick={() => void onCopy()}
          >
            {isCopied ? t('copied') : t('copy')}
          </Button>
          <Button
            size="sm"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => {
              saveFile(envFile(account, created, text));
              setStored(true);
            }}
          >
            {t('download')}
          </Button>
          {mode === 'demo' && <GiveToReceiver text={text} onGiven={() => setStored(true)} />}
          <span className={classes.key}>
            {t('keyId')} <KeyId keyId={created.key_id} />
          </span>
        </div>
        {copyFailed && (
          <p className={classes.failed} role="alert">
            {t('copyFailed')}
          </p>
        )}
      </div>
      <SecretShownHelp created={created} />
      <Group justify="space-between" gap="sm">
        <Checkbox
          label={t('otherWay')}
          checked={hasNoted}
          onChange={(event) => setNoted(event.currentTarget.checked)}
        />
        <Button
          disabled={!mayLeave}
          title={mayLeave ? undefined : t('doneHint')}
          onClick={() => {
            isLeaving.current = true;
            onDone();
          }}
        >
          {t('done')}
        </Button>
      </Group>
    </div>
  );
}
