import { useTranslations } from 'use-intl';

const KIBIBYTE = 1024;

/** A size in words: bytes, or KiB from one on. */
export function useByteSize(): (bytes: number) => string {
  const t = useTranslations('events');
  return (bytes) =>
    bytes < KIBIBYTE
      ? t('bytes', { bytes: String(bytes) })
      : t('kilobytes', { kilobytes: (bytes / KIBIBYTE).toFixed(1) });
}
