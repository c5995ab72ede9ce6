import { Button } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useTimeZoneChoice } from './time-zone.ts';
import classes from './time-zone-toggle.module.css';

/** Shows times by the local clock or in UTC, as logs have them. */
export function TimeZoneToggle() {
  const t = useTranslations('shell');
  const [choice, setChoice] = useTimeZoneChoice();
  const word = choice === 'utc' ? t('timesUtc') : t('timesLocal');
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      className={classes.root ?? ''}
      leftSection={<IconClock size={15} aria-hidden />}
      aria-label={`${t('times')}: ${word}`}
      title={`${t('times')}: ${word}`}
      onClick={() => setChoice(choice === 'utc' ? 'local' : 'utc')}
    >
      <span className={classes.word}>{word}</span>
    </Button>
  );
}
