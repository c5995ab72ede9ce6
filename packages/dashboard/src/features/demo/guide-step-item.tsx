import { IconCircle, IconCircleCheckFilled, IconCircleDot } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import classes from './guide-step-item.module.css';
import type { GuideStep } from './guide-steps.ts';

export interface GuideStepItemProps {
  readonly account: string;
  readonly step: GuideStep;
  readonly state: 'done' | 'current' | 'later';
  /** What the step `activate` is about. */
  readonly pendingId: string | undefined;
}

const MARKS = { done: IconCircleCheckFilled, current: IconCircleDot, later: IconCircle } as const;

/** One step of the guide; the current one says what to do, and leads there. */
export function GuideStepItem({ account, step, state, pendingId }: GuideStepItemProps) {
  const t = useTranslations('demo.steps');
  const Mark = MARKS[state];
  return (
    <li className={classes.root} data-state={state} aria-current={state === 'current' ? 'step' : undefined}>
      <Mark size={18} aria-hidden className={classes.mark} />
      <div className={classes.text}>
        <span className={classes.title}>{t(`${step}.title`)}</span>
        {state === 'current' && (
          <>
            <p className={classes.what}>{t(`${step}.text`)}</p>
            <StepLink account={account} step={step} pendingId={pendingId} />
          </>
        )}
      </div>
    </li>
  );
}

function StepLink({ account, step, pendingId }: Omit<GuideStepItemProps, 'state'>) {
  const t = useTranslations('demo.steps');
  const words = t(`${step}.action`);
  if (step === 'event' || step === 'done') {
    return (
      <Link className={classes.action} to="/accounts/$account/deliveries" params={{ account }}>
        {words}
      </Link>
    );
  }
  const search =
    step === 'activate' && pendingId !== undefined
      ? ({ dialog: 'activate', secret: pendingId } as const)
      : ({ dialog: 'create' } as const);
  return (
    <Link className={classes.action} to="/accounts/$account/webhook" params={{ account }} search={search}>
      {words}
    </Link>
  );
}
