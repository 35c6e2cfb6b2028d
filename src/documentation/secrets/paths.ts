/** Files whose whole purpose is to hold secrets, by the whole of their name: of these not a line leaves the machine. */
const secretFiles: readonly RegExp[] = [
  // Environments.
  /^(?:.*[._-])?env(?:rc)?$|^\.?env(?:rc)?[._-].+$|^\.flaskenv$|^\.dev\.vars(?:\..+)?$/,
  // What clients of registries, databases and hosts keep.
  /^[._](?:npmrc|pypirc|netrc|pgpass|htpasswd|htdigest|dockercfg|git-credentials|my\.cnf|mylogin\.cnf|s3cfg|boto|yarnrc\.yml|curlrc|wgetrc|muttrc|fetchmailrc|msmtprc|esmtprc|smbcredentials|remote-sync\.json|ftpconfig|tugboat|trc|gitrobrc)$/,
  /^(?:npmrc|pypirc|netrc|pgpass|htpasswd|htdigest|dockercfg|my\.cnf|s3cfg|sftp(?:-config)?\.json|proftpdpasswd|pwd\.db|otr\.private_key|accounts\.xml)$/,
  // What says so.
  /^(?:.*[._-])?(?:credentials?|secrets?|passwords?|passwd|shadow|vault|vault[-_]?pass(?:word)?|api[-_]?keys?|(?:access|o?auth|refresh|api)[-_.]?tokens?)(?:[._-](?:prod(?:uction)?|dev(?:elopment)?|staging|stage|local|live|private|backup|enc))*(?:\.(?:json5?|ya?ml|toml|ini|cfg|conf|properties|xml|csv|txt|enc|gpg|bak|old|db))?$/,
  // Keys.
  /(?:^|[._-])(?:id_)?(?:rsa|dsa|ecdsa|ed25519)(?:[._-]\w+)?$|^ssh_host_\w+_key$/,
  /(?:^|[._-])(?:deploy|private|priv|secret|signing|signature|ssh|host|server|client|master|root|encryption|license)[-_.]?key(?:[._-].+)?$/,
  /\.(?:pem|key(?:pair|ring)?|pubxml(?:\.user)?|p12|pfx|p8|jks|jceks|bks|keystore|keychain(?:-db)?|kdbx?|kwallet|ppk|asc|gpg|pgp|pkr|skr|ovpn|rdp|agekey|jwks?|psafe3|agilekeychain|tblk|cscfg|publishsettings|azurepubxml|pkcs12|pvk|snk|keytab|bek|fve|tpm|pcapn?g?|mdf|sdf|sqldump|sqlite3?|db3?|dump|gnucash|dayone|cred|credentials|passwd|log\.key|log)$/,
  /^(?:.*[-_])?(?:service|svc)[-_]?(?:account|acct).*\.json$|^application_default_credentials\.json$|^client_secrets?.*\.json$|firebase-adminsdk.*\.json$/,
  /(?:^|[._-])dump\.sql(?:\.gz)?$|^\.?(?:bash|zsh|sh|ksh|csh)?(?:rc|_profile|_aliases)$|^\.?profile$|^_netrc$|^mongoid\.ya?ml$/,
  // What deployments and programs keep.
  /\.tfstate(?:\..+)?$|\.tfvars(?:\.json)?$/,
  /^kubeconfig(?:[._-].*)?$|\.kubeconfig$|^wg\d*\.conf$|^wpa_supplicant(?:[._-].*)?\.conf$|^ipsec\.secrets$|^(?:chap|pap)-secrets$/,
  /^google-?services?(?:-info)?\.(?:json|plist)$|^appsettings\..+\.json$|^web\..+\.config$|^connectionstrings?\.(?:json|config|xml)$/,
  /^(?:jenkins\.plugins\.publish_over_ssh\.bapsshpublisherplugin|settings-security|filezilla|recentservers|sitemanager|logins)\.(?:xml|json)$|^(?:robomongo|heroku)\.json$|^ventrilo_srv\.ini$/,
  /^\.\w+_history$|^\.aliases$|[._-]backup(?:\.txt|\.sql)?$|^(?:kwallet|gnucash)$/,
  /^\.?(?:(?:bash|zsh|sh|mysql|psql|pgsql|irb|python|node_repl|rediscli|sqlite|dbshell|mongo(?:sh)?)_?)?history$/,
]

/** Settings that are written as code and hold passwords in every project that has them. */
const secretSources =
  /^(?:wp-config|localsettings|config\.inc|configuration|settings\.local|local_settings)\.(?:php|py)(?:\.(?:bak|old|save|orig))?$|^(?:database|secrets)\.ya?ml(?:\.enc)?$|^(?:secret_token|omniauth|carrierwave|knife)\.rb$/

/** Files that hold secrets in a certain folder. */
const secretPaths: readonly RegExp[] = [
  /(?:^|\/)\.(?:aws|azure|oci|gcloud|config\/gcloud)\/(?:.*\/)?(?:credentials|config|[^/]+\.(?:json|db))$/,
  /(?:^|\/)\.docker\/config\.json$|(?:^|\/)\.kube\/(?:.*\/)?config(?:[._-].*)?$/,
  /(?:^|\/)\.(?:ssh|gnupg|password-store|secrets?|vault)\/.+$/,
  /(?:^|\/)\.(?:m2\/settings\.xml|gradle\/gradle\.properties|gem\/credentials|cargo\/credentials(?:\.toml)?|composer\/auth\.json|pip\/pip\.conf|terraform\.d\/credentials\.tfrc\.json|irssi\/config|netlify\/config\.json|config\/(?:gh\/hosts\.yml|hub|doctl\/config\.yaml|rclone\/rclone\.conf))$/,
  /(?:^|\/)(?:secrets?|credentials?)\/(?:.*\/)?[^/]+\.(?:json|ya?ml|txt|env|ini|properties|toml|crt|enc)$/,
  /(?:^|\/)etc\/(?:shadow|gshadow|passwd|sudoers|ppp\/[^/]+-secrets)-?$/,
]

/** Samples that people are meant to read. */
const samples =
  /(?:^|[._-])(?:examples?|samples?|templates?|tpl|dist|schema)(?:[._-]|$)|\.defaults?$/

/** Ends of source code and prose: a file that deals with secrets is not one that holds them. */
const source =
  /\.(?:[cm]?[jt]sx?|go|rs|pyi?|rb|java|kts?|scala|swift|[ch]|cc|cpp|hpp|cs|fs|php|lua|exs?|dart|vue|svelte|mdx?|rst|adoc|html?|s?css|svg|png|pub)$/

/** Whether a file is one of those that hold secrets, by its name or the folder it is in. */
export const isSecretFile = (path: string): boolean => {
  const lower = path.toLowerCase()
  const name = lower.slice(lower.lastIndexOf('/') + 1)
  if (samples.test(name)) return false
  if (secretSources.test(name)) return true
  if (source.test(name)) return false
  return secretPaths.some(each => each.test(lower)) || secretFiles.some(each => each.test(name))
}
