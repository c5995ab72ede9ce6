import { NativeSelect, Radio } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { OverlapChoice } from './activation-facts.ts';
import classes from './overlap-field.module.css';
import { OVERLAP_LENGTHS, OVERLAP_PROPOSED, useOverlapLength } from './overlap-lengths.ts';

export interface OverlapFieldProps {
  readonly hasKore: boolean;
  /** Undefined until the person chooses: nothing is chosen beforehand. */
  readonly value: OverlapChoice;
  readonly onChange: (value: OverlapChoice) => void;
}

/** When the old key stops: now, or after a time in which both sign. */
export function OverlapField({ hasKore, value, onChange }: OverlapFieldProps) {
  const t = useTranslations('secrets.activate');
  const lengthOf = useOverlapLength();
  const seconds = value?.type === 'overlap' ? value.seconds : OVERLAP_PROPOSED;
  return (
    <fieldset className={classes.root}>
      <legend className={classes.legend}>{t('when')}</legend>
      <div className={classes.choice} data-chosen={value?.type === 'now' || undefined}>
        <Radio
          id="overlap-now"
          name="overlap"
          aria-label={t('now')}
          checked={value?.type === 'now'}
          onChange={() => onChange({ type: 'now' })}
        />
        <span className={classes.text}>
          <label htmlFor="overlap-now" className={classes.word}>
            {t('now')}
          </label>
          <span className={classes.hint}>{t('nowText')}</span>
        </span>
      </div>
      <div className={classes.choice} data-chosen={value?.type === 'overlap' || undefined}>
        <Radio
          id="overlap-both"
          name="overlap"
          aria-label={`${t('overlap')} ${lengthOf(seconds)}`}
          checked={value?.type === 'overlap'}
          onChange={() => onChange({ type: 'overlap', seconds })}
        />
        <span className={classes.text}>
          <label htmlFor="overlap-both" className={classes.word}>
            {t('overlap')}
          </label>{' '}
          <NativeSelect
            className={classes.length ?? ''}
            size="xs"
            aria-label={t('overlapLength')}
            data={OVERLAP_LENGTHS.map((length) => ({ value: String(length), label: lengthOf(length) }))}
            value={String(seconds)}
            onChange={(event) => onChange({ type: 'overlap', seconds: Number(event.currentTarget.value) })}
          />
          <span className={classes.hint}>{t('overlapText')}</span>
          {hasKore && <span className={classes.kore}>{t('kore')}</span>}
        </span>
      </div>
    </fieldset>
  );
}
