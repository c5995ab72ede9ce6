/** The API's resources by their short names. */
import type { components } from '@keyturn/client';

type Schemas = components['schemas'];

export type Account = Schemas['Account'];
export type Secret = Schemas['Secret'];
export type CreatedSecret = Schemas['CreatedSecret'];
export type Activation = Schemas['Activation'];
export type Actor = Schemas['Actor'];
export type Endpoint = Schemas['Endpoint'];
export type Delivery = Schemas['Delivery'];
export type Attempt = Schemas['Attempt'];
export type EventSummary = Schemas['EventSummary'];
export type PublishedEvent = Schemas['Event'];
