import { IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { Endpoint } from '../../api/models.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { DeliveryTable } from '../deliveries/delivery-table.tsx';
import { useDeliveryList } from '../deliveries/queries.ts';
import classes from './endpoint-deliveries.module.css';

export interface EndpointDeliveriesProps {
  readonly account: string;
  readonly endpoint: Endpoint;
}

const ROWS = 10;

/** The newest deliveries of an endpoint, and the way to all of them. */
export function EndpointDeliveries({ account, endpoint }: EndpointDeliveriesProps) {
  const t = useTranslations('endpoints');
  const d = useTranslations('deliveries');
  const list = useDeliveryList(account, { endpoint: endpoint.id }, ROWS);
  return (
    <ListPanel
      list={{ ...list, older: 'none' }}
      filters={
        <div className={classes.head}>
          <h2 className={classes.title}>{t('recent')}</h2>
          <Link to="/accounts/$account/deliveries" params={{ account }} search={{ endpoint: endpoint.id }}>
            {t('all')}
          </Link>
        </div>
      }
      empty={
        <EmptyState icon={<IconSend size={22} />} title={d('emptyTitle')}>
          {d('emptyText')}
        </EmptyState>
      }
    >
      {(rows) => (
        <DeliveryTable
          account={account}
          deliveries={rows}
          endpoints={new Map([[endpoint.id, endpoint]])}
          without="endpoint"
        />
      )}
    </ListPanel>
  );
}
