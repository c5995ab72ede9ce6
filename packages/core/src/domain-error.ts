import type { SecretId } from './ids.ts';
import type { SecretStatus } from './secret.ts';

/** All that a caller can get wrong and `core` can tell, as plain data; the HTTP edge turns each code into a problem. */
export type DomainError =
  | {
      readonly code: 'secret_not_pending';
      readonly secretId: SecretId;
      readonly status: SecretStatus;
      readonly replacedById?: SecretId;
      readonly currentPendingId?: SecretId;
    }
  | {
      readonly code: 'secret_not_cancellable';
      readonly secretId: SecretId;
      readonly status: SecretStatus;
    }
  | {
      readonly code: 'secret_not_retiring';
      readonly secretId: SecretId;
      readonly status: SecretStatus;
    }
  | { readonly code: 'retire_at_out_of_range'; readonly latest: number }
  | { readonly code: 'overlap_open'; readonly retireAt: number; readonly retiringId?: SecretId }
  | { readonly code: 'hard_cut_not_accepted' }
  | { readonly code: 'epoch_changed'; readonly expected: number; readonly actual: number }
  | {
      readonly code: 'endpoint_url_refused';
      readonly rule: string;
      readonly detail: string;
      readonly setting?: string;
    }
  | { readonly code: 'account_closed' }
  | {
      readonly code: 'not_found';
      readonly what: 'account' | 'endpoint' | 'secret' | 'event' | 'delivery' | 'api_key' | 'user' | 'member';
    };

/** The code of a domain error. */
export type DomainErrorCode = DomainError['code'];
