/** An event as a platform might publish it. */
export interface SampleEvent {
  readonly type: string;
  readonly data: object;
}

const NAMES = ['Ana Ortega', 'Ben Wójcik', 'Chiara Rossi', 'Dương Lê', 'Émile Roy', '山田 花子'] as const;
const CITIES = ['Lisbon', 'Kraków', 'Turin', 'Huế', 'Lyon', '京都'] as const;

/** The n-th event of a small shop: an order is placed, paid and shipped, now and then a customer changes something. */
export function sampleEvent(n: number): SampleEvent {
  const order = `ord_${1042 + Math.floor(n / 4)}`;
  const person = Math.floor(n / 4) % NAMES.length;
  switch (n % 4) {
    case 0:
      return {
        type: 'order.created',
        data: { order, customer: NAMES[person], total: amount(n), currency: 'EUR' },
      };
    case 1:
      return { type: 'order.paid', data: { order, total: amount(n - 1), currency: 'EUR', method: 'card' } };
    case 2:
      return {
        type: 'shipment.dispatched',
        data: { order, carrier: 'DHL', to: CITIES[person], parcels: 1 + (n % 3) },
      };
    default:
      return { type: 'customer.updated', data: { customer: NAMES[person], city: CITIES[person] } };
  }
}

/** As text: money is no binary fraction. */
function amount(n: number): string {
  return `${12 + (n % 90)}.${String((n * 7) % 100).padStart(2, '0')}`;
}
