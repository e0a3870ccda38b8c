@echo off
rem Opens Scouting's pages in the browser. With words behind it, runs that command: Scouting.cmd report "Wiltshire"
rem No administrator and no network are needed: the first start makes an environment from the wheels beside this file.
setlocal
set "FOUND="
for %%V in ({PYTHONS}) do if not defined FOUND (py -%%V -c "" >nul 2>nul && set "FOUND=py -%%V")
if not defined FOUND (python -c "import sys; sys.exit('%%d.%%d' %% sys.version_info[:2] not in '{PYTHONS}'.split())" >nul 2>nul && set "FOUND=python")
if not defined FOUND (
    echo No Python of these versions is on this machine: {PYTHONS}. Ask for one, or install it for yourself alone from python.org.
    pause
    exit /b 1
)
%FOUND% "%~dp0start.py" %*
set "STATUS=%ERRORLEVEL%"
if not "%STATUS%"=="0" if "%~1"=="" pause
exit /b %STATUS%
