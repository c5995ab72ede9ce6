import { type Icon, IconBolt, IconKey, IconSend, IconWebhook } from '@tabler/icons-react';

/** The pages of an account, in the order of the navigation. */
export const PAGES = [
  { key: 'webhook', to: '/accounts/$account/webhook', icon: IconKey },
  { key: 'endpoints', to: '/accounts/$account/endpoints', icon: IconWebhook },
  { key: 'events', to: '/accounts/$account/events', icon: IconBolt },
  { key: 'deliveries', to: '/accounts/$account/deliveries', icon: IconSend },
] as const satisfies readonly { readonly key: string; readonly to: string; readonly icon: Icon }[];
