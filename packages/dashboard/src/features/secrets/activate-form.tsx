import { Button, Group } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslations } from 'use-intl';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import classes from './activate-form.module.css';
import { ActivationConsequence } from './activation-consequence.tsx';
import { ActivationEvidence } from './activation-evidence.tsx';
import { type ActivationFacts, confirms, type OverlapChoice } from './activation-facts.ts';
import { ConfirmKeyInput } from './confirm-key-input.tsx';
import { shortKey } from './keyset.ts';
import { OverlapField } from './overlap-field.tsx';
import { useOverlapLength } from './overlap-lengths.ts';

export interface ActivateFormProps {
  readonly account: string;
  readonly facts: ActivationFacts;
  /** Why the last try was refused without changing anything; undefined when there was none. */
  readonly error: unknown;
  readonly onCancel: () => void;
  readonly onActivate: (choice: Exclude<OverlapChoice, undefined>) => void;
}

interface Values {
  choice: OverlapChoice;
  typed: string;
}

/** What activating does, what is known, when the old key stops, and the five characters that say which key is meant. */
export function ActivateForm({ account, facts, error, onCancel, onActivate }: ActivateFormProps) {
  const t = useTranslations('secrets.activate');
  const c = useTranslations('common');
  const lengthOf = useOverlapLength();
  const form = useForm<Values>({ initialValues: { choice: undefined, typed: '' } });
  const { next, former } = facts;
  const { typed } = form.values;
  // Without a former key there is nothing that could stop later.
  const choice: OverlapChoice = former === undefined ? { type: 'now' } : form.values.choice;
  const isConfirmed = confirms(typed, next.key_id);

  const submitLabel = (): string => {
    if (choice === undefined || former === undefined) return t('submitChoose');
    if (choice.type === 'overlap') return t('submitOverlap', { length: lengthOf(choice.seconds) });
    return t('submitNow', { keyId: shortKey(former.key_id) });
  };

  return (
    <form
      className={classes.root}
      onSubmit={form.onSubmit(() => {
        if (choice !== undefined && isConfirmed) onActivate(choice);
      })}
    >
      {error !== undefined && <ProblemView error={error} />}
      <ActivationConsequence facts={facts} />
      <ActivationEvidence account={account} facts={facts} />
      {former !== undefined && (
        <OverlapField
          hasKore={facts.hasKore}
          value={form.values.choice}
          onChange={(value) => form.setFieldValue('choice', value)}
        />
      )}
      <Notice tone="warning" title={t('ifNot')}>
        {t('ifNotText')}
      </Notice>
      <ConfirmKeyInput
        keyId={next.key_id}
        value={typed}
        onChange={(value) => form.setFieldValue('typed', value)}
      />
      <Group justify="flex-end" gap="sm" className={classes.actions ?? ''}>
        <Button variant="default" data-autofocus ref={focusOnMount} onClick={onCancel}>
          {c('cancel')}
        </Button>
        <Button
          type="submit"
          color="var(--kt-bad-fill)"
          disabled={choice === undefined || !isConfirmed}
          className={classes.submit ?? ''}
        >
          {submitLabel()}
        </Button>
      </Group>
    </form>
  );
}
