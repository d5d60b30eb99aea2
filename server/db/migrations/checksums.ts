/** What each migration does, as a checksum. Written by `npm run checksums`, which changes none that main has. */
export const CHECKSUMS: Readonly<Record<string, string>> = {
  '0001-accounts': 'PHL-YDRaYJ6MgJrNcP28oVIbF7czLQNhH_EDL1B2asA',
  '0002-idempotency': 'XSplCUEQT6JrX8OFglsb4BCn0Mr3GI2UJHxhm1lLa1o',
  '0003-posts': 'o1sSZaKAYXSRk4eETUaARPlTGeHcrpMN-UTzDEWBTE4',
  '0004-people': 'ZZnqReFqNXSn9R17HHB5CIuWF7cKks5akagzcxZzHh0',
  '0005-time-off': 'gIqgWh-R2j6xGBRzATAGVIxoHm8XTX9wKPFehpzqekU',
  '0006-surveys': '5WIUVvgSXPQ9HrzcCg6NerVtNblCgjsLT59-Cil7W1Q',
  '0007-password-resets': 'G3cjGm5ViyKeqtKBz1MsZt6Qw_qGXJnHlrRoClDrtnE',
  '0008-disclosure': '9B1JYUZSW3on46jl4EUIxehDjZntu1Lvjdk_yqte56w',
  '0009-access': 'XPYPBI0kkIHveW6UGwcoLAvqm1XOXR-xxPD2QLuNO60',
  '0010-ways-in': '3p8Tuyy4e9cLtFi-TslKTEweClVuR5OD6dhdeC3QpmU',
  '0011-limits': '8sATcquPF7PpCfjjxbPsTQtDluTwQknIAsqbM4ddadg',
  '0012-handed-out': 'A0AiJoyuJLpIPQIeruD5J4V_MVObhlbiboaZ6UuhVyw',
  '0013-names': 's6tKQPYdhkZnICs6hyJVCkKg2btoss6ocME0br2A3CM',
  '0014-confirmations': 'NpLDKn95jP1SBvtoVphWKMHrz6q9-6wP-6lQltrAEHQ',
  '0015-privacy': 'BitnzcDuTrNYu9wQbGd2yrPWIYCfIsKy5EAqHT5OFUY',
  '0016-backups': 'aCZbEqFa_9JJx1eGdwOWLhpj6Pbb6hsppe4KwWI7PwQ',
}
