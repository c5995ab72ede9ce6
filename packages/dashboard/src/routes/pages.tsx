/** The pages of an account; each is a chunk of its own. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseDeliveriesSearch } from '../features/deliveries/deliveries-search.ts';
import { parseEndpointSearch } from '../features/endpoints/endpoint-search.ts';
import { parseEndpointsSearch } from '../features/endpoints/endpoints-search.ts';
import { parseEventsSearch } from '../features/events/events-search.ts';
import { parseWebhookSearch } from '../features/secrets/webhook-search.ts';
import { accountRoute } from './account.tsx';

export const webhookRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/webhook',
  validateSearch: parseWebhookSearch,
  component: lazyRouteComponent(() => import('../features/secrets/webhook-page.tsx'), 'WebhookPage'),
});

export const endpointsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/endpoints',
  validateSearch: parseEndpointsSearch,
  component: lazyRouteComponent(() => import('../features/endpoints/endpoints-page.tsx'), 'EndpointsPage'),
});

export const endpointRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/endpoints/$endpoint',
  validateSearch: parseEndpointSearch,
  component: lazyRouteComponent(() => import('../features/endpoints/endpoint-page.tsx'), 'EndpointPage'),
});

export const eventsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/events',
  validateSearch: parseEventsSearch,
  component: lazyRouteComponent(() => import('../features/events/events-page.tsx'), 'EventsPage'),
});

export const eventRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/events/$event',
  component: lazyRouteComponent(() => import('../features/events/event-page.tsx'), 'EventPage'),
});

export const deliveriesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/deliveries',
  validateSearch: parseDeliveriesSearch,
  component: lazyRouteComponent(() => import('../features/deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
});

export const deliveryRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/deliveries/$delivery',
  component: lazyRouteComponent(() => import('../features/deliveries/delivery-page.tsx'), 'DeliveryPage'),
});
