/* Generated from spec/openapi.json by scripts/generate-client.ts. */
export interface paths {
    readonly "/v1/accounts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List accounts
         * @description Newest first. An API key that is bound to one account sees that one.
         */
        readonly get: operations["listAccounts"];
        readonly put?: never;
        /**
         * Create an account
         * @description Needs the permission `accounts:write`.
         */
        readonly post: operations["createAccount"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Get an account */
        readonly get: operations["getAccount"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete an account
         * @description Closes it for good: its API keys are revoked, its secrets disabled and their bytes removed, its waiting deliveries dead. Its id stays taken.
         *
         *     Needs the permission `accounts:write`.
         */
        readonly delete: operations["deleteAccount"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change an account
         * @description Needs the permission `accounts:write`.
         */
        readonly patch: operations["updateAccount"];
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/secrets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List secrets
         * @description Newest first, disabled ones included. Never a text.
         *
         *     Needs the permission `secrets:read`.
         */
        readonly get: operations["listSecrets"];
        readonly put?: never;
        /**
         * Create a secret
         * @description The first secret of an account is active at once; every later one is pending until it is activated, and replaces one that was pending. An endpoint's own first secret is pending when the account has an active one. The text is in this answer and nowhere else.
         *
         *     Needs the permission `secrets:create`.
         */
        readonly post: operations["createSecret"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/secrets/{secret}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get a secret
         * @description Needs the permission `secrets:read`.
         */
        readonly get: operations["getSecret"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Cancel a pending secret, or end a retiring one
         * @description Needs the permission `secrets:activate`.
         */
        readonly delete: operations["cancelSecret"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Rename a secret, or move the end of its overlap
         * @description A `retire_at` needs the permission `secrets:activate` too: it decides how long a secret signs.
         *
         *     Needs the permission `secrets:create`.
         */
        readonly patch: operations["updateSecret"];
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/secrets/{secret}/activate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Activate the pending secret
         * @description Makes it the one active secret of its scope. Answers when no request can start under the former keyset any more. Cannot be undone. The same again answers 200 with the same cut-over.
         *
         *     Needs the permission `secrets:activate`.
         */
        readonly post: operations["activateSecret"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/endpoints": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List endpoints
         * @description Newest first; deleted ones are left out.
         *
         *     Needs the permission `endpoints:read`.
         */
        readonly get: operations["listEndpoints"];
        readonly put?: never;
        /**
         * Create an endpoint
         * @description Needs the permission `endpoints:write`.
         */
        readonly post: operations["createEndpoint"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/endpoints/{endpoint}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get an endpoint
         * @description Needs the permission `endpoints:read`.
         */
        readonly get: operations["getEndpoint"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete an endpoint
         * @description Its own secrets are disabled, its waiting deliveries dead; what was delivered stays in the history.
         *
         *     Needs the permission `endpoints:write`.
         */
        readonly delete: operations["deleteEndpoint"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change an endpoint
         * @description Needs the permission `endpoints:write`.
         */
        readonly patch: operations["updateEndpoint"];
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/endpoints/{endpoint}/test": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Send a test event
         * @description Publishes a `keyturn.test` event to this endpoint alone, signed like any other.
         *
         *     Needs the permission `endpoints:write`.
         */
        readonly post: operations["testEndpoint"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/endpoints/{endpoint}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Pause an endpoint
         * @description Its deliveries wait; nothing is lost.
         *
         *     Needs the permission `endpoints:write`.
         */
        readonly post: operations["pauseEndpoint"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/endpoints/{endpoint}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Resume an endpoint
         * @description What waits is due at once.
         *
         *     Needs the permission `endpoints:write`.
         */
        readonly post: operations["resumeEndpoint"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List events
         * @description Newest first, without bodies.
         *
         *     Needs the permission `events:read`.
         */
        readonly get: operations["listEvents"];
        readonly put?: never;
        /**
         * Publish an event
         * @description Answers 202 when the event is on disk; it is delivered, at least once, to every endpoint that wants its type. With an `Idempotency-Key` and no `id`, the id is derived from the key, so that the event is stored once even when the answer is lost in a crash; a repetition then answers `duplicate: true`. With an `id`, the id alone decides, and the key is not looked at.
         *
         *     Needs the permission `events:publish`.
         */
        readonly post: operations["publishEvent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/events/{event}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get an event with its body
         * @description Needs the permission `events:read`.
         */
        readonly get: operations["getEvent"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/deliveries": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List deliveries
         * @description Newest first.
         *
         *     Needs the permission `deliveries:read`.
         */
        readonly get: operations["listDeliveries"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/deliveries/{delivery}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get a delivery
         * @description Needs the permission `deliveries:read`.
         */
        readonly get: operations["getDelivery"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/deliveries/{delivery}/attempts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List the attempts of a delivery
         * @description Needs the permission `deliveries:read`.
         */
        readonly get: operations["listAttempts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/deliveries/{delivery}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Retry a delivery now
         * @description In whatever state it is: due at once, with a full schedule again.
         *
         *     Needs the permission `deliveries:retry`.
         */
        readonly post: operations["retryDelivery"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/stats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Get statistics of an account
         * @description Counted by the minute, in steps of whole minutes. What has ended is in it; a process that is killed loses the counts of its last seconds, and counts nothing twice.
         *
         *     Needs the permission `deliveries:read`.
         */
        readonly get: operations["getStats"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/audit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List the audit log of an account
         * @description Newest first.
         *
         *     Needs the permission `audit:read`.
         */
        readonly get: operations["listAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List API keys
         * @description Newest first, revoked ones included. An API key that is bound to one account sees that one’s.
         *
         *     Needs the permission `api-keys:write`.
         */
        readonly get: operations["listApiKeys"];
        readonly put?: never;
        /**
         * Create an API key
         * @description Nobody gives what he does not have: the new API key may hold permissions of the one that makes it, and is bound to the same account when that one is. The text is in this answer and nowhere else.
         *
         *     Needs the permission `api-keys:write`.
         */
        readonly post: operations["createApiKey"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/api-keys/{api_key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Revoke an API key
         * @description For good, and at once. Revoking it again answers the same.
         *
         *     Needs the permission `api-keys:write`.
         */
        readonly delete: operations["revokeApiKey"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/members": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List members
         * @description People with a role in the account, in the order in which they became known.
         *
         *     Needs the permission `accounts:write`.
         */
        readonly get: operations["listMembers"];
        readonly put?: never;
        /**
         * Add a member
         * @description Gives the person with this email a role. Somebody new gets a link that signs in once within 24 hours: it is in this answer and nowhere else, and no mail is sent. Nobody gives rights that he does not have.
         *
         *     Needs the permission `accounts:write`.
         */
        readonly post: operations["addMember"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/members/{member}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Remove a member
         * @description Needs the permission `accounts:write`.
         */
        readonly delete: operations["removeMember"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Change a member's role
         * @description Needs the permission `accounts:write`.
         */
        readonly patch: operations["updateMember"];
        readonly trace?: never;
    };
    readonly "/v1/login-links": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Make a one-time sign-in link
         * @description For who has forgotten a password, or has none. It signs in once, within ten minutes. Only for who may do everything: the admin key, or an operator.
         *
         *     Needs the permission `accounts:write`.
         */
        readonly post: operations["createLoginLink"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/healthz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process is alive */
        readonly get: operations["getHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/readyz": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process can do its work */
        readonly get: operations["getReadiness"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Metrics of this process, for Prometheus
         * @description Needs the permission `system:read`.
         */
        readonly get: operations["getMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/accounts/{account}/events/batch": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Publish up to 100 events
         * @description Each event is judged by itself and has its result, in order: an `id`, or a `problem`. One that is refused does not hold up the others.
         *
         *     Needs the permission `events:publish`.
         */
        readonly post: operations["publishEvents"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The platform's customer; owns secrets, endpoints and events.
         * @example {
         *       "id": "acme",
         *       "name": "Acme Ltd",
         *       "signature_profiles": [
         *         "standard"
         *       ],
         *       "created_at": "2026-03-01T12:00:00.000Z"
         *     }
         */
        readonly Account: {
            readonly id: string;
            readonly name: string;
            readonly signature_profiles: readonly ("standard" | "kore")[];
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly created_at: string;
        };
        readonly AccountPage: {
            readonly data: readonly components["schemas"]["Account"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        readonly Activation: {
            readonly active: components["schemas"]["Secret"];
            /** @description The secret that was active before. */
            readonly previous: components["schemas"]["Secret"] | null;
            readonly cutover: components["schemas"]["Cutover"];
        };
        /**
         * @description Who did something.
         * @example {
         *       "type": "admin",
         *       "id": "admin",
         *       "name": "admin key"
         *     }
         */
        readonly Actor: {
            /** @enum {string} */
            readonly type: "user" | "api_key" | "admin" | "portal" | "system";
            readonly id: string;
            readonly name: string;
        };
        /**
         * @description A new member, with the link by which somebody new signs in.
         * @example {
         *       "user": {
         *         "id": "usr_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *         "name": "Ada",
         *         "email": "ada@example.com",
         *         "has_password": true
         *       },
         *       "role": "developer",
         *       "added_at": "2026-03-01T12:00:00.000Z",
         *       "added_by": {
         *         "type": "admin",
         *         "id": "admin",
         *         "name": "admin key"
         *       },
         *       "login_link": null
         *     }
         */
        readonly AddedMember: {
            readonly user: {
                readonly id: string;
                readonly name: string;
                readonly email: string;
                /** @description False until the person has chosen one. */
                readonly has_password: boolean;
            };
            /**
             * @description A viewer reads. A developer also publishes, writes endpoints, retries, and creates and activates secrets. An owner also manages members and API keys.
             * @enum {string}
             */
            readonly role: "owner" | "developer" | "viewer";
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly added_at: string;
            readonly added_by: components["schemas"]["Actor"];
            /** @description For somebody new: hand it on. Null for a person who could sign in before, and when an idempotency key repeats the request. */
            readonly login_link: components["schemas"]["LoginLink"] | null;
        };
        /**
         * @description A caller's bearer key, without its text.
         * @example {
         *       "id": "key_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "account_id": "acme",
         *       "name": "billing service",
         *       "permissions": [
         *         "events:publish"
         *       ],
         *       "prefix": "kt_7Q2M9XK",
         *       "created_at": "2026-03-01T12:00:00.000Z",
         *       "created_by": {
         *         "type": "admin",
         *         "id": "admin",
         *         "name": "admin key"
         *       },
         *       "expires_at": null,
         *       "revoked_at": null,
         *       "last_used_at": null
         *     }
         */
        readonly ApiKey: {
            readonly id: string;
            readonly account_id: string | null;
            readonly name: string;
            readonly permissions: readonly string[];
            /** @description The first characters of the key. */
            readonly prefix: string;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly created_at: string;
            readonly created_by: components["schemas"]["Actor"];
            readonly expires_at: string | null;
            readonly revoked_at: string | null;
            readonly last_used_at: string | null;
        };
        readonly ApiKeyPage: {
            readonly data: readonly components["schemas"]["ApiKey"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        /**
         * @description One HTTP request of a delivery, and its outcome.
         * @example {
         *       "n": 1,
         *       "started_at": "2026-03-01T12:00:00.005Z",
         *       "duration_ms": 205,
         *       "cause": "ok",
         *       "status_code": 200,
         *       "key_ids": [
         *         "KF3IQCNHSR"
         *       ],
         *       "epoch": 1,
         *       "response_headers": {
         *         "content-type": "text/plain"
         *       },
         *       "response_body": "thanks"
         *     }
         */
        readonly Attempt: {
            /** @description 1, 2, 3, ... without gaps. */
            readonly n: number;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly started_at: string;
            readonly duration_ms: number;
            /**
             * @description What came of it, in one word.
             * @enum {string}
             */
            readonly cause: "ok" | "http_status" | "redirect" | "gone" | "dns_failed" | "connect_failed" | "tls_failed" | "timeout" | "connection_reset" | "response_invalid" | "target_not_allowed";
            readonly status_code: number | null;
            /** @description Keys that signed it, active first; empty: unsigned. */
            readonly key_ids: readonly string[];
            /** @description Epoch of the keyset that signed it. */
            readonly epoch: number;
            readonly response_headers: {
                readonly [key: string]: string;
            } | null;
            /** @description The first 4 KiB of the answer, as text. */
            readonly response_body: string | null;
        };
        /** @description All attempts of a delivery, oldest first. */
        readonly AttemptList: {
            readonly data: readonly components["schemas"]["Attempt"][];
        };
        /**
         * @description Who did what to what, when, with what before and after. Never a secret.
         * @example {
         *       "id": "aud_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "at": "2026-03-01T12:00:00.000Z",
         *       "actor": {
         *         "type": "admin",
         *         "id": "admin",
         *         "name": "admin key"
         *       },
         *       "act": "secret.activated",
         *       "object_type": "secret",
         *       "object_id": "sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "before": null,
         *       "after": {
         *         "status": "active"
         *       },
         *       "reason": null,
         *       "request_id": "req_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "address": "127.0.0.1"
         *     }
         */
        readonly AuditEntry: {
            readonly id: string;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly at: string;
            readonly actor: components["schemas"]["Actor"];
            readonly act: string;
            /** @enum {string} */
            readonly object_type: "account" | "secret" | "endpoint" | "delivery" | "api_key" | "event" | "user";
            readonly object_id: string;
            readonly before: {
                readonly [key: string]: unknown;
            } | null;
            readonly after: {
                readonly [key: string]: unknown;
            } | null;
            readonly reason: string | null;
            readonly request_id: string | null;
            readonly address: string | null;
        };
        readonly AuditPage: {
            readonly data: readonly components["schemas"]["AuditEntry"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        /**
         * @description A new API key with its text, shown once.
         * @example {
         *       "id": "key_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "account_id": "acme",
         *       "name": "billing service",
         *       "permissions": [
         *         "events:publish"
         *       ],
         *       "prefix": "kt_7Q2M9XK",
         *       "created_at": "2026-03-01T12:00:00.000Z",
         *       "created_by": {
         *         "type": "admin",
         *         "id": "admin",
         *         "name": "admin key"
         *       },
         *       "expires_at": null,
         *       "revoked_at": null,
         *       "last_used_at": null,
         *       "api_key": "kt_..."
         *     }
         */
        readonly CreatedApiKey: {
            readonly id: string;
            readonly account_id: string | null;
            readonly name: string;
            readonly permissions: readonly string[];
            /** @description The first characters of the key. */
            readonly prefix: string;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly created_at: string;
            readonly created_by: components["schemas"]["Actor"];
            readonly expires_at: string | null;
            readonly revoked_at: string | null;
            readonly last_used_at: string | null;
            /** @description The text, `kt_...`: in this answer only. Null when an idempotency key repeats the request. */
            readonly api_key: string | null;
            /** @description True when the text was shown before and cannot be shown again. */
            readonly api_key_shown?: boolean;
            readonly notice?: string;
        };
        /**
         * @description A new secret with its text, shown once.
         * @example {
         *       "id": "sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "account_id": "acme",
         *       "endpoint_id": null,
         *       "name": "spring 2026",
         *       "status": "active",
         *       "key_id": "KF3IQCNHSR",
         *       "scope_epoch": 1,
         *       "created_at": "2026-03-01T12:00:00.000Z",
         *       "created_by": {
         *         "type": "admin",
         *         "id": "admin",
         *         "name": "admin key"
         *       },
         *       "activated_at": "2026-03-01T12:00:00.000Z",
         *       "retire_at": null,
         *       "disabled_at": null,
         *       "disabled_reason": null,
         *       "last_used_at": null,
         *       "secret": "whsec_..."
         *     }
         */
        readonly CreatedSecret: {
            readonly id: string;
            readonly account_id: string;
            /** @description Null for the account's own secrets. */
            readonly endpoint_id: string | null;
            readonly name: string;
            /** @enum {string} */
            readonly status: "pending" | "active" | "retiring" | "disabled";
            /** @description Ten characters that both sides can compute from the secret. */
            readonly key_id: string;
            /** @description The scope's epoch now: what `If-Match` compares. */
            readonly scope_epoch: number;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly created_at: string;
            readonly created_by: components["schemas"]["Actor"];
            readonly activated_at: string | null;
            readonly retire_at: string | null;
            readonly disabled_at: string | null;
            readonly disabled_reason: ("superseded" | "overlap_ended" | "replaced" | "cancelled" | "compromised" | "account_closed") | null;
            /** @description When an event was last signed with it. */
            readonly last_used_at: string | null;
            /** @description The text, `whsec_...`: in this answer only. Null when an idempotency key repeats the request. */
            readonly secret: string | null;
            /** @description True when the text was shown before and cannot be shown again. */
            readonly secret_shown?: boolean;
            readonly notice?: string;
            /** @description The pending secret that this one replaced. */
            readonly replaced?: components["schemas"]["Secret"];
            /** @description When the secret became active at once. */
            readonly cutover?: components["schemas"]["Cutover"];
        };
        readonly Cutover: {
            readonly epoch: number;
            /**
             * Format: date-time
             * @description From then on no request starts under the keyset before this epoch.
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly effective_at: string;
        };
        /**
         * @description One event's way to one endpoint.
         * @example {
         *       "id": "dlv_0000000002N",
         *       "account_id": "acme",
         *       "event_id": "evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "event_type": "invoice.paid",
         *       "endpoint_id": "ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "status": "delivered",
         *       "attempt_count": 1,
         *       "generation": 1,
         *       "created_at": "2026-03-01T12:00:00.000Z",
         *       "next_attempt_at": null,
         *       "closed_at": "2026-03-01T12:00:00.210Z",
         *       "dead_reason": null,
         *       "last_attempt": {
         *         "delivery_id": "dlv_0000000002N",
         *         "started_at": "2026-03-01T12:00:00.005Z",
         *         "duration_ms": 205,
         *         "cause": "ok",
         *         "status_code": 200,
         *         "key_ids": [
         *           "KF3IQCNHSR"
         *         ]
         *       }
         *     }
         */
        readonly Delivery: {
            readonly id: string;
            readonly account_id: string;
            readonly event_id: string;
            readonly event_type: string;
            readonly endpoint_id: string;
            /** @enum {string} */
            readonly status: "waiting" | "delivered" | "dead";
            /** @description Attempts made, by schedule and by hand. */
            readonly attempt_count: number;
            /** @description Raised by every retry by hand. */
            readonly generation: number;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly created_at: string;
            /** @description While it waits. */
            readonly next_attempt_at: string | null;
            /** @description When it was delivered, or died. */
            readonly closed_at: string | null;
            readonly dead_reason: ("exhausted" | "poison" | "endpoint_deleted" | "account_deleted" | "expired") | null;
            /** @description Null before the first attempt. */
            readonly last_attempt: components["schemas"]["LastAttempt"] | null;
        };
        readonly DeliveryPage: {
            readonly data: readonly components["schemas"]["Delivery"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        /**
         * @description A URL of the account that receives events.
         * @example {
         *       "id": "ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "account_id": "acme",
         *       "url": "https://hooks.example.com/in",
         *       "description": "",
         *       "event_types": [
         *         "invoice.*"
         *       ],
         *       "headers": {},
         *       "paused": false,
         *       "paused_at": null,
         *       "paused_reason": null,
         *       "created_at": "2026-03-01T12:00:00.000Z",
         *       "updated_at": "2026-03-01T12:00:00.000Z",
         *       "last_attempt": {
         *         "delivery_id": "dlv_0000000002N",
         *         "started_at": "2026-03-01T12:00:00.005Z",
         *         "duration_ms": 205,
         *         "cause": "ok",
         *         "status_code": 200,
         *         "key_ids": [
         *           "KF3IQCNHSR"
         *         ],
         *         "after_last_change": true
         *       }
         *     }
         */
        readonly Endpoint: {
            readonly id: string;
            readonly account_id: string;
            readonly url: string;
            readonly description: string;
            readonly event_types: readonly string[];
            readonly headers: {
                readonly [key: string]: string;
            };
            readonly paused: boolean;
            readonly paused_at: string | null;
            /** @description `gone`: the receiver answered 410. */
            readonly paused_reason: ("manual" | "gone") | null;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly created_at: string;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly updated_at: string;
            /** @description Null when nothing was sent to it yet. */
            readonly last_attempt: components["schemas"]["EndpointLastAttempt"] | null;
        };
        /**
         * @description The attempt of an endpoint that started last.
         * @example {
         *       "delivery_id": "dlv_0000000002N",
         *       "started_at": "2026-03-01T12:00:00.005Z",
         *       "duration_ms": 205,
         *       "cause": "ok",
         *       "status_code": 200,
         *       "key_ids": [
         *         "KF3IQCNHSR"
         *       ],
         *       "after_last_change": true
         *     }
         */
        readonly EndpointLastAttempt: {
            readonly delivery_id: string;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly started_at: string;
            readonly duration_ms: number;
            /**
             * @description What came of it, in one word.
             * @enum {string}
             */
            readonly cause: "ok" | "http_status" | "redirect" | "gone" | "dns_failed" | "connect_failed" | "tls_failed" | "timeout" | "connection_reset" | "response_invalid" | "target_not_allowed";
            readonly status_code: number | null;
            /** @description Keys that signed it, active first; empty: unsigned. */
            readonly key_ids: readonly string[];
            /** @description Whether it started after the endpoint was last changed. If not, it says nothing about the settings of now. */
            readonly after_last_change: boolean;
        };
        readonly EndpointPage: {
            readonly data: readonly components["schemas"]["Endpoint"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        /**
         * @description A published event: immutable.
         * @example {
         *       "id": "evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "account_id": "acme",
         *       "type": "invoice.paid",
         *       "subject": null,
         *       "content_type": "application/json",
         *       "body_bytes": 214,
         *       "delivery_count": 1,
         *       "accepted_at": "2026-03-01T12:00:00.000Z",
         *       "body": "{\"specversion\":\"1.0\"}",
         *       "body_base64": null
         *     }
         */
        readonly Event: {
            readonly id: string;
            readonly account_id: string;
            readonly type: string;
            readonly subject: string | null;
            readonly content_type: string;
            readonly body_bytes: number;
            /** @description Endpoints that wanted it when it was accepted. */
            readonly delivery_count: number;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly accepted_at: string;
            /** @description The body as sent; null when it is no UTF-8. */
            readonly body: string | null;
            /** @description The body when it is no UTF-8. */
            readonly body_base64: string | null;
        };
        readonly EventPage: {
            readonly data: readonly components["schemas"]["EventSummary"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        /**
         * @description An event without its body.
         * @example {
         *       "id": "evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "account_id": "acme",
         *       "type": "invoice.paid",
         *       "subject": null,
         *       "content_type": "application/json",
         *       "body_bytes": 214,
         *       "delivery_count": 1,
         *       "accepted_at": "2026-03-01T12:00:00.000Z"
         *     }
         */
        readonly EventSummary: {
            readonly id: string;
            readonly account_id: string;
            readonly type: string;
            readonly subject: string | null;
            readonly content_type: string;
            readonly body_bytes: number;
            /** @description Endpoints that wanted it when it was accepted. */
            readonly delivery_count: number;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly accepted_at: string;
        };
        /**
         * @example {
         *       "status": "ok"
         *     }
         */
        readonly Health: {
            /** @constant */
            readonly status: "ok";
        };
        /**
         * @description The last attempt, without what was answered.
         * @example {
         *       "delivery_id": "dlv_0000000002N",
         *       "started_at": "2026-03-01T12:00:00.005Z",
         *       "duration_ms": 205,
         *       "cause": "ok",
         *       "status_code": 200,
         *       "key_ids": [
         *         "KF3IQCNHSR"
         *       ]
         *     }
         */
        readonly LastAttempt: {
            readonly delivery_id: string;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly started_at: string;
            readonly duration_ms: number;
            /**
             * @description What came of it, in one word.
             * @enum {string}
             */
            readonly cause: "ok" | "http_status" | "redirect" | "gone" | "dns_failed" | "connect_failed" | "tls_failed" | "timeout" | "connection_reset" | "response_invalid" | "target_not_allowed";
            readonly status_code: number | null;
            /** @description Keys that signed it, active first; empty: unsigned. */
            readonly key_ids: readonly string[];
        };
        /**
         * @description A one-time link, in this answer and nowhere else.
         * @example {
         *       "url": "http://localhost:8080/start#...",
         *       "expires_at": "2026-03-01T12:10:00.000Z"
         *     }
         */
        readonly LoginLink: {
            /** @description Signs in whoever opens it first, once. */
            readonly url: string;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly expires_at: string;
        };
        /**
         * @description A person with a role in an account.
         * @example {
         *       "user": {
         *         "id": "usr_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *         "name": "Ada",
         *         "email": "ada@example.com",
         *         "has_password": true
         *       },
         *       "role": "developer",
         *       "added_at": "2026-03-01T12:00:00.000Z",
         *       "added_by": {
         *         "type": "admin",
         *         "id": "admin",
         *         "name": "admin key"
         *       }
         *     }
         */
        readonly Member: {
            readonly user: {
                readonly id: string;
                readonly name: string;
                readonly email: string;
                /** @description False until the person has chosen one. */
                readonly has_password: boolean;
            };
            /**
             * @description A viewer reads. A developer also publishes, writes endpoints, retries, and creates and activates secrets. An owner also manages members and API keys.
             * @enum {string}
             */
            readonly role: "owner" | "developer" | "viewer";
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly added_at: string;
            readonly added_by: components["schemas"]["Actor"];
        };
        readonly MemberPage: {
            readonly data: readonly components["schemas"]["Member"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        /**
         * @example {
         *       "type": "invoice.paid",
         *       "data": {
         *         "invoice": "in_1042",
         *         "amount": "12.50"
         *       }
         *     }
         */
        readonly NewEvent: {
            /**
             * @description Yours: the same id with the same content is stored once. Made when left out.
             * @example evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V
             */
            readonly id?: string;
            /** @example invoice.paid */
            readonly type: string;
            /** @description Any JSON value; sent in a CloudEvents 1.0 envelope. Numbers arrive as they came. */
            readonly data?: unknown;
            /** @description Text that is sent as it is, instead of `data`; needs `content_type`. */
            readonly body?: string;
            /** @description Bytes that are sent as they are, instead of `data`; needs `content_type`. */
            readonly body_base64?: string;
            readonly content_type?: string;
            /**
             * Format: date-time
             * @description When it happened; the moment of acceptance when left out.
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly time?: string;
            readonly subject?: string;
            /** @description `/accounts/{id}` when left out. */
            readonly source?: string;
            readonly dataschema?: string;
        };
        /** @description Why a request was refused. Facts of the code stand beside these fields, in snake_case. */
        readonly Problem: {
            /**
             * Format: uri
             * @description A page about this code.
             */
            readonly type: string;
            readonly title: string;
            readonly status: number;
            readonly code: components["schemas"]["ProblemCode"];
            /** @description What was wrong here, and how to mend it. */
            readonly detail: string;
            readonly request_id: string;
            /** @description With `invalid_request`: each fault. */
            readonly errors?: readonly ({
                /**
                 * @description Absent for the body.
                 * @enum {string}
                 */
                readonly in?: "query" | "header";
                /** @description A JSON pointer. */
                readonly pointer: string;
                readonly code: string;
                readonly detail: string;
            } & {
                readonly [key: string]: unknown;
            })[];
        } & {
            readonly [key: string]: unknown;
        };
        /**
         * @description The stable machine word of a problem. More may come.
         * @enum {string}
         */
        readonly ProblemCode: "invalid_request" | "unauthenticated" | "invalid_credentials" | "forbidden" | "origin_not_allowed" | "reauthentication_required" | "not_found" | "method_not_allowed" | "request_timeout" | "account_closed" | "account_id_taken" | "email_taken" | "endpoint_paused" | "event_id_conflict" | "hard_cut_not_accepted" | "idempotency_in_progress" | "last_owner" | "member_before" | "overlap_open" | "secret_not_cancellable" | "secret_not_pending" | "secret_not_retiring" | "set_up_before" | "link_used_or_expired" | "epoch_changed" | "body_too_large" | "unsupported_media_type" | "host_not_allowed" | "endpoint_url_refused" | "idempotency_key_reused" | "limit_reached" | "retire_at_out_of_range" | "backlog_full" | "rate_limited" | "headers_too_large" | "internal_error" | "overloaded" | "shutting_down" | "store_unavailable" | "storage_full";
        readonly PublishResult: {
            readonly id?: string;
            readonly duplicate?: boolean;
            readonly warnings?: readonly string[];
            /** @description Why this event was refused. */
            readonly problem?: {
                readonly code: string;
            } & {
                readonly [key: string]: unknown;
            };
        };
        /**
         * @description The event is on disk and will be delivered.
         * @example {
         *       "id": "evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V"
         *     }
         */
        readonly Published: {
            readonly id: string;
            /** @description True when it was stored before. */
            readonly duplicate?: boolean;
            readonly warnings?: readonly string[];
        };
        /**
         * @description One result per event, in order: an `id` when it was stored, a `problem` when not.
         * @example {
         *       "results": [
         *         {
         *           "id": "evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V"
         *         }
         *       ]
         *     }
         */
        readonly PublishedBatch: {
            readonly results: readonly components["schemas"]["PublishResult"][];
        };
        /**
         * @example {
         *       "status": "ready",
         *       "checks": {
         *         "database": "ok",
         *         "master_key": "ok"
         *       }
         *     }
         */
        readonly Readiness: {
            /** @enum {string} */
            readonly status: "ready" | "not_ready";
            readonly checks: {
                readonly [key: string]: "ok" | "failed";
            };
        };
        /**
         * @description A signing secret, without its text.
         * @example {
         *       "id": "sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *       "account_id": "acme",
         *       "endpoint_id": null,
         *       "name": "spring 2026",
         *       "status": "active",
         *       "key_id": "KF3IQCNHSR",
         *       "scope_epoch": 1,
         *       "created_at": "2026-03-01T12:00:00.000Z",
         *       "created_by": {
         *         "type": "admin",
         *         "id": "admin",
         *         "name": "admin key"
         *       },
         *       "activated_at": "2026-03-01T12:00:00.000Z",
         *       "retire_at": null,
         *       "disabled_at": null,
         *       "disabled_reason": null,
         *       "last_used_at": null
         *     }
         */
        readonly Secret: {
            readonly id: string;
            readonly account_id: string;
            /** @description Null for the account's own secrets. */
            readonly endpoint_id: string | null;
            readonly name: string;
            /** @enum {string} */
            readonly status: "pending" | "active" | "retiring" | "disabled";
            /** @description Ten characters that both sides can compute from the secret. */
            readonly key_id: string;
            /** @description The scope's epoch now: what `If-Match` compares. */
            readonly scope_epoch: number;
            /**
             * Format: date-time
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly created_at: string;
            readonly created_by: components["schemas"]["Actor"];
            readonly activated_at: string | null;
            readonly retire_at: string | null;
            readonly disabled_at: string | null;
            readonly disabled_reason: ("superseded" | "overlap_ended" | "replaced" | "cancelled" | "compromised" | "account_closed") | null;
            /** @description When an event was last signed with it. */
            readonly last_used_at: string | null;
        };
        readonly SecretPage: {
            readonly data: readonly components["schemas"]["Secret"][];
            /** @description Null on the last page. */
            readonly next_cursor: string | null;
        };
        /**
         * @description Statistics of an account.
         * @example {
         *       "metric": "key_usage",
         *       "step_seconds": 60,
         *       "since": "2026-03-01T12:00:00.000Z",
         *       "until": "2026-03-01T12:02:00.000Z",
         *       "series": [
         *         {
         *           "key": "KF3IQCNHSR",
         *           "role": "signing",
         *           "unit": "count",
         *           "points": [
         *             [
         *               "2026-03-01T12:00:00.000Z",
         *               412
         *             ],
         *             [
         *               "2026-03-01T12:01:00.000Z",
         *               0
         *             ]
         *           ]
         *         }
         *       ],
         *       "markers": [
         *         {
         *           "at": "2026-03-01T12:00:58.310Z",
         *           "type": "secret.activated",
         *           "object_id": "sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V",
         *           "key_id": "WDY3LISGH3"
         *         }
         *       ],
         *       "keys": [
         *         {
         *           "key_id": "KF3IQCNHSR",
         *           "secret_id": "sec_01JZ8Q5W3D7X9N2K4M6P8R0T1T",
         *           "endpoint_id": null,
         *           "name": "2026-02 launch",
         *           "status": "disabled",
         *           "last_used_at": "2026-03-01T12:00:58.307Z",
         *           "requests_under_way": 0,
         *           "stopped_at": "2026-03-01T12:00:58.314Z",
         *           "used_since_stopped": false
         *         }
         *       ]
         *     }
         */
        readonly Stats: {
            /** @enum {string} */
            readonly metric: "key_usage" | "success" | "latency" | "throughput" | "queue" | "overview";
            readonly step_seconds: number;
            /**
             * Format: date-time
             * @description Moved back to a whole step.
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly since: string;
            /**
             * Format: date-time
             * @description Moved on to a whole step.
             * @example 2026-03-01T12:00:00.000Z
             */
            readonly until: string;
            readonly series: readonly {
                /** @description What is counted; for `key_usage` a key id, or `unsigned`. */
                readonly key: string;
                /** @description For `key_usage`: whether the key stood first in the signature, or beside another during an overlap. A request is in `signing` (or `unsigned`) once; the sum of these is all requests. */
                readonly role: ("signing" | "co_signing") | null;
                /** @enum {string} */
                readonly unit: "count" | "ratio" | "ms" | "seconds";
                /** @description Beginning of each step, and its value; null where there is none. */
                readonly points: readonly (readonly [
                    string,
                    number | null
                ])[];
            }[];
            /** @description Turns and pauses in the span, oldest first, the newest 100. */
            readonly markers: readonly {
                /**
                 * Format: date-time
                 * @example 2026-03-01T12:00:00.000Z
                 */
                readonly at: string;
                /**
                 * @description The act, as the audit log names it.
                 * @example secret.activated
                 */
                readonly type: string;
                readonly object_id: string;
                readonly key_id: string | null;
            }[];
            /** @description For `key_usage`: secrets that sign or signed, newest first. */
            readonly keys: readonly {
                readonly key_id: string;
                readonly secret_id: string;
                readonly endpoint_id: string | null;
                readonly name: string;
                /** @enum {string} */
                readonly status: "active" | "retiring" | "disabled";
                /** @description When the last request began that it signed, those under way included. */
                readonly last_used_at: string | null;
                /** @description Requests on the wire that it signed, with no result yet. */
                readonly requests_under_way: number;
                /** @description From here on no request begins with it, as the process knows it. Null while it signs. */
                readonly stopped_at: string | null;
                /** @description Whether a request began after `stopped_at` that it signed. `false` is "0 requests since". */
                readonly used_since_stopped: boolean;
            }[];
        };
    };
    responses: {
        /** @description `account_closed`: The account was closed. `hard_cut_not_accepted`: One of the signature profiles cannot overlap. `overlap_open`: An overlap is still open. `secret_not_pending`: The secret is not pending. */
        readonly "account_closed-or-hard_cut_not_accepted-or-overlap_open-or-secret_not_pending": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_closed`: The account was closed. `idempotency_in_progress`: The first request with this idempotency key is still running. */
        readonly "account_closed-or-idempotency_in_progress": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_closed`: The account was closed. `secret_not_cancellable`: The secret cannot be cancelled. */
        readonly "account_closed-or-secret_not_cancellable": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_closed`: The account was closed. `secret_not_retiring`: The secret is not retiring. */
        readonly "account_closed-or-secret_not_retiring": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `account_id_taken`: The account id is taken. `idempotency_in_progress`: The first request with this idempotency key is still running. */
        readonly "account_id_taken-or-idempotency_in_progress": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `backlog_full`: Too many publishes wait for the database. `rate_limited`: Too many attempts to authenticate. */
        readonly "backlog_full-or-rate_limited": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `body_too_large`: The body is too large. */
        readonly body_too_large: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `endpoint_url_refused`: The endpoint URL is refused. */
        readonly endpoint_url_refused: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `endpoint_url_refused`: The endpoint URL is refused. `idempotency_key_reused`: The idempotency key was used for another request. `limit_reached`: A limit of the account is reached. */
        readonly "endpoint_url_refused-or-idempotency_key_reused-or-limit_reached": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `epoch_changed`: The keyset changed. */
        readonly epoch_changed: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `event_id_conflict`: The event id was used for another event. `idempotency_in_progress`: The first request with this idempotency key is still running. */
        readonly "event_id_conflict-or-idempotency_in_progress": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: The API key or role may not do this. */
        readonly forbidden: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `forbidden`: The API key or role may not do this. `reauthentication_required`: Prove again who you are. */
        readonly "forbidden-or-reauthentication_required": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `headers_too_large`: The header fields are too large. */
        readonly headers_too_large: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_in_progress`: The first request with this idempotency key is still running. */
        readonly idempotency_in_progress: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_in_progress`: The first request with this idempotency key is still running. `member_before`: The person is a member already. */
        readonly "idempotency_in_progress-or-member_before": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_key_reused`: The idempotency key was used for another request. */
        readonly idempotency_key_reused: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `idempotency_key_reused`: The idempotency key was used for another request. `limit_reached`: A limit of the account is reached. */
        readonly "idempotency_key_reused-or-limit_reached": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `internal_error`: Something broke in Keyturn. */
        readonly internal_error: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `invalid_request`: The request is not valid. */
        readonly invalid_request: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `last_owner`: The account would have no owner. */
        readonly last_owner: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `not_found`: There is no such thing. */
        readonly not_found: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `overloaded`: The server is overloaded. `shutting_down`: The server is shutting down. `store_unavailable`: The database does not answer. */
        readonly "overloaded-or-shutting_down-or-store_unavailable": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `rate_limited`: Too many attempts to authenticate. */
        readonly rate_limited: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `request_timeout`: The request took too long to arrive. */
        readonly request_timeout: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `retire_at_out_of_range`: The overlap cannot end then. */
        readonly retire_at_out_of_range: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `shutting_down`: The server is shutting down. */
        readonly shutting_down: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `shutting_down`: The server is shutting down. `store_unavailable`: The database does not answer. */
        readonly "shutting_down-or-store_unavailable": {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `storage_full`: The disk is full. */
        readonly storage_full: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unauthenticated`: An API key or a session is needed. */
        readonly unauthenticated: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description `unsupported_media_type`: The body is not JSON. */
        readonly unsupported_media_type: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly listAccounts: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of accounts. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AccountPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly createAccount: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "name": "Acme Ltd"
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description Yours; made when left out. It is never free again.
                     * @example acme
                     */
                    readonly id?: string;
                    readonly name: string;
                    /**
                     * @description How events are signed. `standard` (Standard Webhooks) is always on; `kore` can be added.
                     * @example [
                     *       "standard"
                     *     ]
                     */
                    readonly signature_profiles?: readonly ("standard" | "kore")[];
                };
            };
        };
        readonly responses: {
            /** @description The account. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["account_id_taken-or-idempotency_in_progress"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["idempotency_key_reused"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly getAccount: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The account. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly deleteAccount: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Closed. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly updateAccount: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "Acme plc"
                 *     }
                 */
                readonly "application/json": {
                    readonly name?: string;
                    /**
                     * @description How events are signed. `standard` (Standard Webhooks) is always on; `kore` can be added.
                     * @example [
                     *       "standard"
                     *     ]
                     */
                    readonly signature_profiles?: readonly ("standard" | "kore")[];
                };
            };
        };
        readonly responses: {
            /** @description The account as it is now. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly listSecrets: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
                /**
                 * @description One endpoint's own secrets.
                 * @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V
                 */
                readonly endpoint_id?: string;
                /** @description `account` (the default): the account's own secrets. `all`: those of every endpoint too. */
                readonly scope?: "account" | "all";
            };
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of secrets. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SecretPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly createSecret: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "spring 2026"
                 *     }
                 */
                readonly "application/json": {
                    readonly name: string;
                    /**
                     * @description Gives the secret to this endpoint alone; the account otherwise.
                     * @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V
                     */
                    readonly endpoint_id?: string;
                };
            };
        };
        readonly responses: {
            /** @description The secret with its text. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedSecret"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden-or-reauthentication_required"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["account_closed-or-idempotency_in_progress"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["idempotency_key_reused"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly getSecret: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly secret: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The secret, without its text. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Secret"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly cancelSecret: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly secret: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The secret, disabled. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Secret"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["account_closed-or-secret_not_cancellable"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly updateSecret: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly secret: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "spring 2026, EU"
                 *     }
                 */
                readonly "application/json": {
                    readonly name?: string;
                    /**
                     * Format: date-time
                     * @description Moves the end of an open overlap: into the future, at most 7 days after the activation.
                     * @example 2026-03-01T12:00:00.000Z
                     */
                    readonly retire_at?: string;
                };
            };
        };
        readonly responses: {
            /** @description The secret as it is now. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Secret"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["account_closed-or-secret_not_retiring"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["retire_at_out_of_range"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly activateSecret: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The scope's epoch, in quotes: activates only while it is that.
                 * @example "41"
                 */
                readonly "If-Match"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly secret: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                /**
                 * @example {
                 *       "overlap_seconds": 3600
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description How long the former active secret co-signs; 0 disables it at once.
                     * @default 0
                     */
                    readonly overlap_seconds?: number;
                    /**
                     * @description Ends an overlap that is still open, instead of refusing.
                     * @default false
                     */
                    readonly end_overlap?: boolean;
                    /**
                     * @description Accepts that the `kore` profile carries the active secret only, whatever the overlap.
                     * @default false
                     */
                    readonly accept_hard_cut?: boolean;
                    /** @description For the audit log. */
                    readonly reason?: string;
                };
            };
        };
        readonly responses: {
            /** @description The active secret, the one before, and the cut-over. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Activation"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden-or-reauthentication_required"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["account_closed-or-hard_cut_not_accepted-or-overlap_open-or-secret_not_pending"];
            readonly 412: components["responses"]["epoch_changed"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly listEndpoints: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of endpoints. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EndpointPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly createEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "url": "https://hooks.example.com/in",
                 *       "event_types": [
                 *         "invoice.*"
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description https, on a public address. Kept as typed.
                     * @example https://hooks.example.com/in
                     */
                    readonly url: string;
                    readonly description?: string;
                    /**
                     * @description Event types that it wants, exact or `prefix.*`; empty: all of them.
                     * @example [
                     *       "invoice.*",
                     *       "customer.created"
                     *     ]
                     */
                    readonly event_types?: readonly string[];
                    /**
                     * @description Sent with every request to this endpoint.
                     * @example {
                     *       "x-region": "eu-1"
                     *     }
                     */
                    readonly headers?: {
                        readonly [key: string]: string;
                    };
                };
            };
        };
        readonly responses: {
            /** @description The endpoint. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Endpoint"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["idempotency_in_progress"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["endpoint_url_refused-or-idempotency_key_reused-or-limit_reached"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly getEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly endpoint: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The endpoint. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Endpoint"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly deleteEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly endpoint: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Deleted. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly updateEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly endpoint: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "event_types": []
                 *     }
                 */
                readonly "application/json": {
                    /**
                     * @description https, on a public address. Kept as typed.
                     * @example https://hooks.example.com/in
                     */
                    readonly url?: string;
                    readonly description?: string;
                    /**
                     * @description Event types that it wants, exact or `prefix.*`; empty: all of them.
                     * @example [
                     *       "invoice.*",
                     *       "customer.created"
                     *     ]
                     */
                    readonly event_types?: readonly string[];
                    /**
                     * @description Sent with every request to this endpoint.
                     * @example {
                     *       "x-region": "eu-1"
                     *     }
                     */
                    readonly headers?: {
                        readonly [key: string]: string;
                    };
                };
            };
        };
        readonly responses: {
            /** @description The endpoint as it is now. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Endpoint"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["endpoint_url_refused"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly testEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly endpoint: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The test event is on its way. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Published"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["idempotency_in_progress"];
            readonly 422: components["responses"]["idempotency_key_reused"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["overloaded-or-shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly pauseEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly endpoint: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The endpoint, paused. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Endpoint"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly resumeEndpoint: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly endpoint: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The endpoint, flowing. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Endpoint"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly listEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
                /** @example invoice.paid */
                readonly type?: string;
                /** @example 2026-03-01T12:00:00.000Z */
                readonly since?: string;
                /** @example 2026-03-01T12:00:00.000Z */
                readonly until?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of events. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EventPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly publishEvent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NewEvent"];
            };
        };
        readonly responses: {
            /** @description The event is on disk. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Published"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["event_id_conflict-or-idempotency_in_progress"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["idempotency_key_reused"];
            readonly 429: components["responses"]["backlog_full-or-rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["overloaded-or-shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly getEvent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly event: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The event. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Event"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly listDeliveries: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
                readonly status?: "waiting" | "delivered" | "dead";
                /** @example ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly endpoint_id?: string;
                /** @example evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly event_id?: string;
                /** @example invoice.paid */
                readonly event_type?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of deliveries. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly getDelivery: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example dlv_0000000002N */
                readonly delivery: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The delivery. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Delivery"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly listAttempts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example dlv_0000000002N */
                readonly delivery: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All attempts, oldest first. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AttemptList"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly retryDelivery: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example dlv_0000000002N */
                readonly delivery: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The delivery, waiting. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Delivery"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["idempotency_in_progress"];
            readonly 422: components["responses"]["idempotency_key_reused"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly getStats: {
        readonly parameters: {
            readonly query?: {
                /** @description `key_usage`: requests by the key that signed them. `success`: shares of attempts and of deliveries that succeeded. `latency`: p50, p95 and p99 of requests that were sent. `throughput`: events accepted, deliveries delivered and dead. `queue`: what waits now, and how long the oldest has. `overview`: four numbers, each with that of the span before. */
                readonly metric?: "key_usage" | "success" | "latency" | "throughput" | "queue" | "overview";
                /**
                 * @description An hour before `until` unless told.
                 * @example 2026-03-01T12:00:00.000Z
                 */
                readonly since?: string;
                /**
                 * @description Now unless told. Not in it.
                 * @example 2026-03-01T12:00:00.000Z
                 */
                readonly until?: string;
                /**
                 * @description Seconds of a step, whole minutes; the smallest that gives at most 200 points unless told.
                 * @example 300
                 */
                readonly step?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The statistics. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Stats"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly listAudit: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
                readonly act?: string;
                readonly object_id?: string;
                readonly actor_type?: "user" | "api_key" | "admin" | "portal" | "system";
                /** @example 2026-03-01T12:00:00.000Z */
                readonly since?: string;
                /**
                 * @description Not in it.
                 * @example 2026-03-01T12:00:00.000Z
                 */
                readonly until?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of audit entries. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AuditPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly listApiKeys: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
                /**
                 * @description One account's API keys.
                 * @example acme
                 */
                readonly account_id?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of API keys. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly createApiKey: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description For people who sign in and have a role in several accounts: the one that this is about.
                 * @example acme
                 */
                readonly account_id?: string;
            };
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "name": "billing service",
                 *       "account_id": "acme",
                 *       "permissions": [
                 *         "events:publish"
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    readonly name: string;
                    /** @description The one account that the API key reaches; null: every account, for operators. */
                    readonly account_id: string | null;
                    readonly permissions: readonly ("accounts:write" | "secrets:read" | "secrets:create" | "secrets:activate" | "secrets:compromise" | "endpoints:read" | "endpoints:write" | "events:publish" | "events:read" | "deliveries:read" | "deliveries:retry" | "audit:read" | "api-keys:write" | "system:read")[];
                    readonly expires_at?: string | null;
                };
            };
        };
        readonly responses: {
            /** @description The API key with its text. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden-or-reauthentication_required"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["idempotency_in_progress"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["idempotency_key_reused"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly revokeApiKey: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description For people who sign in and have a role in several accounts: the one that this is about.
                 * @example acme
                 */
                readonly account_id?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @example key_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly api_key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Revoked. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly listMembers: {
        readonly parameters: {
            readonly query?: {
                /** @description Rows of the page. */
                readonly limit?: number;
                /** @description `next_cursor` of the page before. Stable while rows are added. */
                readonly cursor?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A page of members. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["MemberPage"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly addMember: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** Format: email */
                    readonly email: string;
                    readonly name: string;
                    /**
                     * @description A viewer reads. A developer also publishes, writes endpoints, retries, and creates and activates secrets. An owner also manages members and API keys.
                     * @enum {string}
                     */
                    readonly role: "owner" | "developer" | "viewer";
                };
            };
        };
        readonly responses: {
            /** @description The member. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AddedMember"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden-or-reauthentication_required"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["idempotency_in_progress-or-member_before"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["idempotency_key_reused-or-limit_reached"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly removeMember: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example usr_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly member: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Removed. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["last_owner"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly updateMember: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @example acme */
                readonly account: string;
                /** @example usr_01JZ8Q5W3D7X9N2K4M6P8R0T1V */
                readonly member: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /**
                     * @description A viewer reads. A developer also publishes, writes endpoints, retries, and creates and activates secrets. An owner also manages members and API keys.
                     * @enum {string}
                     */
                    readonly role: "owner" | "developer" | "viewer";
                };
            };
        };
        readonly responses: {
            /** @description The member as it is now. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Member"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden-or-reauthentication_required"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["last_owner"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly createLoginLink: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": {
                    /**
                     * Format: email
                     * @description Whom it signs in; the operator when left out.
                     */
                    readonly email?: string;
                };
            };
        };
        readonly responses: {
            /** @description The link. */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["LoginLink"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden-or-reauthentication_required"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
    readonly getHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Health"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down"];
        };
    };
    readonly getReadiness: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It can. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Readiness"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down"];
        };
    };
    readonly getMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description All numbers of the process. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 429: components["responses"]["rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["shutting_down-or-store_unavailable"];
        };
    };
    readonly publishEvents: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /**
                 * @description The same key with the same request within 24 hours gets the first answer again, with `idempotency-replayed: true`. A text that was shown once is not repeated.
                 * @example 6f9b1c0e-2f51-4a55-9d0e-1f2a7c1d9a10
                 */
                readonly "Idempotency-Key"?: string;
            };
            readonly path: {
                /** @example acme */
                readonly account: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "events": [
                 *         {
                 *           "type": "invoice.paid",
                 *           "data": {
                 *             "invoice": "in_1042"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                readonly "application/json": {
                    readonly events: readonly components["schemas"]["NewEvent"][];
                };
            };
        };
        readonly responses: {
            /** @description What became of each event. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PublishedBatch"];
                };
            };
            readonly 400: components["responses"]["invalid_request"];
            readonly 401: components["responses"]["unauthenticated"];
            readonly 403: components["responses"]["forbidden"];
            readonly 404: components["responses"]["not_found"];
            readonly 408: components["responses"]["request_timeout"];
            readonly 409: components["responses"]["event_id_conflict-or-idempotency_in_progress"];
            readonly 413: components["responses"]["body_too_large"];
            readonly 415: components["responses"]["unsupported_media_type"];
            readonly 422: components["responses"]["idempotency_key_reused"];
            readonly 429: components["responses"]["backlog_full-or-rate_limited"];
            readonly 431: components["responses"]["headers_too_large"];
            readonly 500: components["responses"]["internal_error"];
            readonly 503: components["responses"]["overloaded-or-shutting_down-or-store_unavailable"];
            readonly 507: components["responses"]["storage_full"];
        };
    };
}
