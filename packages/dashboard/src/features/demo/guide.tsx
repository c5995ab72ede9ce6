import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { endpointsQuery } from '../endpoints/queries.ts';
import { keysetOf, shortKey } from '../secrets/keyset.ts';
import { secretsQuery } from '../secrets/queries.ts';
import { DemoReceiverPanel } from './demo-receiver-panel.tsx';
import classes from './guide.module.css';
import { GuideFinished } from './guide-finished.tsx';
import { GuideStepItem } from './guide-step-item.tsx';
import { currentStep, GUIDE_STEPS, missingKey, stepsDone } from './guide-steps.ts';
import { demoReceiverQuery } from './queries.ts';

export interface GuideProps {
  readonly account: string;
}

/** The demo's guide, "Turn the key": steps that tick themselves, and the receiver that can be broken. */
export function Guide({ account }: GuideProps) {
  const t = useTranslations('demo');
  const api = useApi();
  const secrets = useQuery(secretsQuery(api, account)).data;
  const endpoints = useQuery(endpointsQuery(api, account)).data;
  const receiver = useQuery(demoReceiverQuery(api)).data;
  if (secrets === undefined || endpoints === undefined || receiver === undefined) return null;
  const keyset = keysetOf(secrets.secrets);
  const facts = { keyset, endpoints, receiverKeyIds: receiver.key_ids };
  const done = stepsDone(facts);
  const missing = missingKey(facts);
  const current = currentStep(done);
  const position = current === undefined ? GUIDE_STEPS.length : GUIDE_STEPS.indexOf(current) + 1;
  return (
    <aside className={classes.root} aria-label={t('title')}>
      <Panel
        title={t('title')}
        note={t('progress', { step: String(position), steps: String(GUIDE_STEPS.length) })}
      >
        <ol className={classes.steps}>
          {GUIDE_STEPS.map((step) => (
            <GuideStepItem
              key={step}
              account={account}
              step={step}
              state={done.has(step) ? 'done' : step === current ? 'current' : 'later'}
              pendingId={keyset.pending?.id}
            />
          ))}
        </ol>
        {current === undefined && <GuideFinished account={account} />}
        {missing !== undefined && (
          <p className={classes.missing} role="status">
            {t.rich('lacks', {
              keyId: shortKey(missing),
              key: () => <KeyId keyId={missing} length="short" />,
            })}
          </p>
        )}
      </Panel>
      <DemoReceiverPanel />
    </aside>
  );
}
