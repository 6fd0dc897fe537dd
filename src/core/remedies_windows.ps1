## Templates of remedies for Windows, for Windows PowerShell 5.1.
## remedy_table.c says what a template must fulfil, embed_templates.sh what the
## marks mean.

## ---- ports, dependencies, folders

#= PS_FREE_PORT
$ErrorActionPreference = 'Stop'
$port = [int] @PORT@
function Get-Holder { Get-NetTCPConnection -State Listen -LocalPort $port -ErrorAction SilentlyContinue | Select-Object -ExpandProperty OwningProcess -Unique }
foreach ($id in @(Get-Holder)) {
	if ($id -le 4 -or $id -eq $PID) { throw "port $port is held by the system (process $id): left alone" }
	$service = @(Get-CimInstance Win32_Service -Filter "ProcessId = $id")
	if ($service.Count -gt 1) { throw "port $port is held by a process shared by several services: left alone" }
	if ($service.Count -eq 1) {
		Write-Output "stopping the service $($service[0].Name), which holds port $port"
		Stop-Service -Name $service[0].Name
	} else {
		Write-Output "stopping process $id, which holds port $port"
		Stop-Process -Id $id -Force
	}
}
for ($i = 0; $i -lt 10 -and @(Get-Holder).Count -gt 0; $i++) { Start-Sleep -Seconds 1 }
if (@(Get-Holder).Count -gt 0) { throw "port $port is still held" }
Write-Output "port $port is free"

#= PS_REPORT_RESERVED_PORT
$ErrorActionPreference = 'Stop'
$port = [int] @PORT@
foreach ($family in 'ipv4', 'ipv6') {
	foreach ($line in netsh interface $family show excludedportrange protocol=tcp) {
		if ($line -match '^\s*(\d+)\s+(\d+)' -and $port -ge [int] $Matches[1] -and $port -le [int] $Matches[2]) {
			throw "Windows has reserved the ports $($Matches[1]) to $($Matches[2]), and so port ${port}: an administrator has to choose another, or to restart winnat"
		}
	}
}
Write-Output "port $port is not reserved"

#= PS_START_DEPENDENCY
$ErrorActionPreference = 'Stop'
$service = Get-Service -Name @DEPENDENCY@ -ErrorAction SilentlyContinue | Select-Object -First 1
if ($null -eq $service) { throw 'the service it needs is not installed' }
if ($service.Status -ne 'Running') { Start-Service -InputObject $service }
$service.WaitForStatus('Running', [TimeSpan]::FromSeconds(60))
Write-Output "$($service.Name) is running"

#= PS_MAKE_DIRECTORY
$ErrorActionPreference = 'Stop'
$folder = New-Item -ItemType Directory -Force -Path @DIRECTORY@
Write-Output "the folder $($folder.FullName) is there"

#= PS_FREE_SPACE
$old = (Get-Date).AddDays(-7)
foreach ($folder in "$env:SystemRoot\Temp", "$env:SystemRoot\SoftwareDistribution\Download", "$env:SystemRoot\Logs\CBS") {
	Get-ChildItem -LiteralPath $folder -Recurse -Force -File -ErrorAction SilentlyContinue |
		Where-Object { $_.LastWriteTime -lt $old } |
		Remove-Item -Force -ErrorAction SilentlyContinue
}
Get-PSDrive -PSProvider FileSystem | Select-Object Name, Free

## ---- services

#= PS_CLEAR_STOP_PENDING
$ErrorActionPreference = 'Stop'
$name = @SERVICE@
$service = Get-CimInstance Win32_Service -Filter "Name = '$name'"
if ($null -eq $service) { throw "there is no service $name" }
if ($service.State -notin 'Stop Pending', 'Start Pending') {
	Write-Output "$name is not on its way to another state: $($service.State)"
	return
}
if ($service.ProcessId -le 4) { throw "$name has no process of its own" }
$shared = @(Get-CimInstance Win32_Service -Filter "ProcessId = $($service.ProcessId)")
if ($shared.Count -gt 1) { throw "the process of $name is shared by $($shared.Name -join ', '): left alone" }
Write-Output "ending process $($service.ProcessId) of $name, which is $($service.State)"
Stop-Process -Id $service.ProcessId -Force
(Get-Service -Name $name).WaitForStatus('Stopped', [TimeSpan]::FromSeconds(30))

#= PS_ENABLE_SERVICE
$ErrorActionPreference = 'Stop'
$name = @SERVICE@
$service = Get-CimInstance Win32_Service -Filter "Name = '$name'"
if ($null -eq $service) { throw "there is no service $name" }
if ($service.StartMode -ne 'Disabled') {
	Write-Output "$name is not disabled: its start type is $($service.StartMode)"
	return
}
Set-Service -Name $name -StartupType Manual
Write-Output "$name was disabled; its start type is now Manual"

#= PS_START_REQUIRED
$ErrorActionPreference = 'Stop'
$service = Get-Service -Name @SERVICE@
foreach ($need in $service.ServicesDependedOn) {
	if ($need.Status -eq 'Running') { continue }
	Write-Output "starting $($need.Name), which $($service.Name) needs"
	Start-Service -InputObject $need
	$need.WaitForStatus('Running', [TimeSpan]::FromSeconds(60))
}
Write-Output "everything that $($service.Name) needs is running"

#= PS_START_WINRM
$ErrorActionPreference = 'Stop'
$service = Get-Service -Name WinRM
if ($service.Status -ne 'Running') { Start-Service -InputObject $service }
$service.WaitForStatus('Running', [TimeSpan]::FromSeconds(30))
Test-WSMan | Out-Null
Write-Output 'WinRM is running on this host; if another host does not answer, WinRM has to be started there'

#= PS_START_APP_POOL
$ErrorActionPreference = 'Stop'
Import-Module WebAdministration
foreach ($name in 'WAS', 'W3SVC') {
	$service = Get-Service -Name $name
	if ($service.Status -ne 'Running') { Start-Service -InputObject $service; Write-Output "started $name" }
}
$pool = @POOL@
if ((Get-WebAppPoolState -Name $pool).Value -ne 'Started') { Start-WebAppPool -Name $pool; Write-Output "started the application pool $pool" }
for ($i = 0; $i -lt 30 -and (Get-WebAppPoolState -Name $pool).Value -ne 'Started'; $i++) { Start-Sleep -Seconds 1 }
if ((Get-WebAppPoolState -Name $pool).Value -ne 'Started') { throw "the application pool $pool does not stay up: see the event log for why" }

#= PS_START_IIS
$ErrorActionPreference = 'Stop'
foreach ($name in 'WAS', 'W3SVC') {
	$service = Get-Service -Name $name
	if ($service.Status -ne 'Running') { Start-Service -InputObject $service }
	$service.WaitForStatus('Running', [TimeSpan]::FromSeconds(60))
}
Write-Output 'the web server is running'

## Print jobs are somebody's: those that block the queue are moved away, not
## removed.
#= PS_CLEAR_SPOOLER
$ErrorActionPreference = 'Stop'
$queue = "$env:SystemRoot\System32\spool\PRINTERS"
$kept = "$env:ProgramData\print-jobs-$(Get-Date -Format yyyyMMddHHmmss)"
$old = (Get-Date).AddHours(-1)
Stop-Service -Name Spooler -Force
try {
	$files = @(Get-ChildItem -LiteralPath $queue -File | Where-Object { $_.LastWriteTime -lt $old })
	if ($files.Count -gt 0) {
		New-Item -ItemType Directory -Path $kept | Out-Null
		$files | Move-Item -Destination $kept
		Write-Output "$($files.Count) files older than an hour were moved to $kept"
	}
} finally {
	Start-Service -Name Spooler
}
(Get-Service -Name Spooler).WaitForStatus('Running', [TimeSpan]::FromSeconds(30))
Write-Output 'the print spooler is running'

## ---- updates, installers, packages

## Both folders are caches that Windows makes anew; they are renamed all the
## same.
#= PS_RESET_UPDATE
$ErrorActionPreference = 'Stop'
$names = 'wuauserv', 'bits', 'cryptsvc'
$stamp = Get-Date -Format yyyyMMddHHmmss
foreach ($name in $names) { Stop-Service -Name $name -Force }
try {
	foreach ($folder in "$env:SystemRoot\SoftwareDistribution", "$env:SystemRoot\System32\catroot2") {
		if (Test-Path -LiteralPath $folder) {
			Rename-Item -LiteralPath $folder -NewName "$(Split-Path -Leaf $folder).$stamp"
			Write-Output "$folder is kept as $folder.$stamp"
		}
	}
} finally {
	foreach ($name in $names) { Start-Service -Name $name -ErrorAction Continue }
}

#= PS_REPAIR_STORE
dism.exe /Online /Cleanup-Image /RestoreHealth
if ($LASTEXITCODE -ne 0) { throw "the component store could not be repaired: DISM ended with $LASTEXITCODE" }
Write-Output 'the component store is well'

#= PS_REPORT_REBOOT
$reasons = @()
if (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending') { $reasons += 'components were installed' }
if (Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') { $reasons += 'updates were installed' }
if ($null -ne (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager').PendingFileRenameOperations) { $reasons += 'files wait to be replaced' }
$since = (Get-CimInstance Win32_OperatingSystem).LastBootUpTime
if ($reasons.Count -gt 0) { throw "this host has to be restarted first ($($reasons -join ', ')); it runs since ${since}: somebody has to choose the time" }
Write-Output "no restart is pending; it runs since $since"

#= PS_RESET_WINGET
winget source reset --force
if ($LASTEXITCODE -ne 0) { throw "winget source reset ended with $LASTEXITCODE" }
winget source update
if ($LASTEXITCODE -ne 0) { throw "winget source update ended with $LASTEXITCODE" }

#= PS_CHECK_WMI
winmgmt.exe /verifyrepository
if ($LASTEXITCODE -ne 0) {
	winmgmt.exe /salvagerepository
	winmgmt.exe /verifyrepository
	if ($LASTEXITCODE -ne 0) { throw 'the WMI repository is not consistent, and could not be salvaged' }
	Write-Output 'the WMI repository was salvaged'
}
Restart-Service -Name Winmgmt -Force -ErrorAction Stop
Write-Output 'the WMI repository is consistent, and its service was restarted'

## ---- names, time

#= PS_FLUSH_DNS
$ErrorActionPreference = 'Stop'
Clear-DnsClientCache
Register-DnsClient
Write-Output 'the names that were cached are forgotten'

#= PS_SYNC_CLOCK
$ErrorActionPreference = 'Stop'
if ((Get-Service -Name W32Time).Status -ne 'Running') { Start-Service -Name W32Time }
w32tm.exe /resync /rediscover
if ($LASTEXITCODE -ne 0) { throw "no time source answered: w32tm ended with $LASTEXITCODE" }
w32tm.exe /query /status

## ---- backups

#= PS_UNLOCK_RESTIC
restic unlock
if ($LASTEXITCODE -ne 0) { throw "restic unlock ended with $LASTEXITCODE" }

#= PS_RESTART_WRITERS
$ErrorActionPreference = 'Stop'
$owners = @{
	'ASR Writer' = 'VSS'; 'COM+ REGDB Writer' = 'VSS'; 'Registry Writer' = 'VSS'; 'Shadow Copy Optimization Writer' = 'VSS'
	'BITS Writer' = 'BITS'; 'IIS Config Writer' = 'AppHostSvc'; 'IIS Metabase Writer' = 'IISADMIN'
	'MSSearch Service Writer' = 'WSearch'; 'SqlServerWriter' = 'SQLWriter'; 'System Writer' = 'CryptSvc'
	'Task Scheduler Writer' = 'Schedule'; 'WMI Writer' = 'Winmgmt'
}
function Get-Failed {
	$writer = ''
	foreach ($line in vssadmin.exe list writers) {
		if ($line -match "^Writer name: '(.+)'") { $writer = $Matches[1] }
		elseif ($line -match '^\s+State: \[(\d+)\]' -and $Matches[1] -ne '1') { $writer }
	}
}
foreach ($writer in @(Get-Failed)) {
	$name = $owners[$writer]
	if ($null -eq $name) { throw "the $writer has failed, and which service has it is not known" }
	Write-Output "the $writer has failed: restarting $name"
	Restart-Service -Name $name -Force
}
Start-Sleep -Seconds 5
$failed = @(Get-Failed)
if ($failed.Count -gt 0) { throw "these writers are still failed: $($failed -join ', ')" }
Write-Output 'every writer is stable'

#= PS_REPORT_SHADOW_STORAGE
$ErrorActionPreference = 'Stop'
$full = @()
foreach ($storage in @(Get-CimInstance Win32_ShadowStorage)) {
	$share = 100 * $storage.UsedSpace / [Math]::Max(1, $storage.MaxSpace)
	Write-Output ('{0}: {1:N0} % of {2:N0} MB' -f $storage.Volume.DeviceID, $share, ($storage.MaxSpace / 1MB))
	if ($share -ge 90) { $full += $storage.Volume.DeviceID }
}
if ($full.Count -gt 0) { throw "there is no space for another shadow copy of $($full -join ', '): somebody has to choose which older ones may go, or to give more space (vssadmin resize shadowstorage)" }

## ---- put before a command

#= PS_TLS
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

#= PS_EXECUTION_POLICY
Set-ExecutionPolicy -Scope Process -ExecutionPolicy RemoteSigned -Force

#= PS_UTF8
[Console]::OutputEncoding = [Text.Encoding]::UTF8; $OutputEncoding = [Text.Encoding]::UTF8

## ---- missing rights: a step that says which, and ends with an error

#= PS_REPORT_ELEVATION
$identity = [Security.Principal.WindowsIdentity]::GetCurrent()
$elevated = ([Security.Principal.WindowsPrincipal] $identity).IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
if ($elevated) {
	Write-Output "$($identity.Name) is an administrator here, and the session is elevated"
	return
}
throw "$($identity.Name) has no elevated session: the runbook has to be run by who may administer this host"
