"""Passphrase, keystore, device identity: the only place that holds keys and opens databases."""
