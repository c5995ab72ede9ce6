import { useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Menu } from '../../ui/menu.tsx';
import { MenuItem } from '../../ui/menu-item.tsx';

const THEMES = [
  { value: 'light', label: 'themeLight', icon: IconSun },
  { value: 'dark', label: 'themeDark', icon: IconMoon },
  { value: 'auto', label: 'themeAuto', icon: IconDeviceDesktop },
] as const;

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
  const t = useTranslations('shell');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = THEMES.find((theme) => theme.value === colorScheme) ?? THEMES[2];
  return (
    <Menu
      look="icon"
      align="end"
      label={`${t('theme')}: ${t(current.label)}`}
      trigger={<current.icon size={17} aria-hidden />}
    >
      {THEMES.map(({ value, label, icon }) => (
        <MenuItem
          key={value}
          icon={icon}
          isCurrent={value === colorScheme}
          onSelect={() => setColorScheme(value)}
        >
          {t(label)}
        </MenuItem>
      ))}
    </Menu>
  );
}
