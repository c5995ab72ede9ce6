/** The API's resources by their short names. */
import type { components } from '@keyturn/client';

type Schemas = components['schemas'];

export type Secret = Schemas['Secret'];
export type CreatedSecret = Schemas['CreatedSecret'];
export type Activation = Schemas['Activation'];
export type Endpoint = Schemas['Endpoint'];
export type Delivery = Schemas['Delivery'];
export type Attempt = Schemas['Attempt'];
export type EventSummary = Schemas['EventSummary'];
export type PublishedEvent = Schemas['Event'];
